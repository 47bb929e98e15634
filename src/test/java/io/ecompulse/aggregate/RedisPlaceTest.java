package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.RedisClientType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisPlaceTest {
    private static RedisPlace place(String text) {
        return RedisPlace.parse(text).orElseThrow();
    }

    @Test
    void isOneServer() {
        assertThat(place("rediss://app:secret@host:6380/1"))
                .isEqualTo(new RedisPlace(
                        RedisClientType.STANDALONE, List.of("rediss://app:secret@host:6380/1"), null));
    }

    @Test
    void isSentinelsAndTheNameOfTheirMaster() {
        assertThat(place("redis+sentinel://a?master=shop, redis+sentinel://app:secret@b:7/2"))
                .isEqualTo(new RedisPlace(
                        RedisClientType.SENTINEL, List.of("redis://a:26379", "redis://app:secret@b:7/2"), "shop"));
    }

    @Test
    void isNodesOfACluster() {
        assertThat(place("rediss+cluster://a:1,rediss+cluster://b:2"))
                .isEqualTo(new RedisPlace(RedisClientType.CLUSTER, List.of("rediss://a:1", "rediss://b:2"), null));
    }

    @Test
    void saysNoPassword() {
        assertThat(place("redis://app:secret@host")).asString().doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "http://host",
                "redis://",
                "redis://ho st",
                "redis://a,redis://b",
                "redis://a,",
                "redis+cluster://a,redis://b",
                "redis+cluster://a?master=shop",
                "redis://a?master=shop",
                "redis+sentinel://a",
                "redis+sentinel://a?master=",
                "redis+sentinel://a?name=shop",
                "redis+raft://a"
            })
    void refusesEverythingElse(String text) {
        assertThat(RedisPlace.parse(text)).isEmpty();
    }
}
