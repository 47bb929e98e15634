package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisLinkIT {
    private static RedisBench bench;

    private final AtomicLong nanos = new AtomicLong();

    @BeforeAll
    static void start(@TempDir Path folder) {
        bench = new RedisBench(folder);
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    private RedisLink link(String... settings) {
        return new RedisLink(bench.vertx(), bench.config(settings), nanos::get);
    }

    private static Future<Response> ping(RedisLink link) {
        return bench.settled(() -> link.send(Request.cmd(Command.PING)));
    }

    private static void close(RedisLink link) {
        bench.await(link::close);
    }

    @Test
    void givesACommandUpThatGetsNoAnswerAndConnectsAnew() {
        RedisLink link = link("aggregate.redis.timeout=300ms");
        assertThat(ping(link).succeeded()).isTrue();
        bench.await(() -> link.send(Request.cmd(Command.CLIENT, "PAUSE", "1000")));

        assertThat(ping(link).cause()).isInstanceOf(TimeoutException.class);
        assertThat(link.problem()).isEqualTo("no answer in time");

        await().untilAsserted(() -> {
            nanos.addAndGet(10_000_000_000L);
            assertThat(ping(link).succeeded()).isTrue();
        });
        assertThat(link.problem()).isNull();
        close(link);
    }

    @Test
    void tellsOfEveryConnectionThatIsMade() {
        RedisLink link = link();
        List<String> trace = new CopyOnWriteArrayList<>();
        link.whenOpened(() -> {
            trace.add("opened");
            link.send(Request.cmd(Command.PING)).onComplete(answer -> trace.add("sent " + answer.succeeded()));
        });
        assertThat(ping(link).succeeded()).isTrue();
        bench.send(Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");

        await().untilAsserted(() -> {
            nanos.addAndGet(10_000_000_000L);
            assertThat(ping(link).succeeded()).isTrue();
            assertThat(trace).containsExactly("opened", "sent true", "opened", "sent true");
        });
        close(link);
    }

    @Test
    void waitsLongerBetweenAttemptsUpToTheBound() {
        RedisLink link = link("redis.url=redis://127.0.0.1:1", "aggregate.redis.retry.max=300ms");
        long[] pauses = {100, 200, 300, 300};
        for (long pause : pauses) {
            assertThat(ping(link).cause()).hasMessageContaining("refused");
            nanos.addAndGet(pause * 1_000_000 - 1);
            assertThat(ping(link).cause()).hasMessageContaining("next attempt in 0 ms");
            nanos.addAndGet(1);
        }
        close(link);
    }

    @Test
    void keepsTheConnectionWhenRedisAnswersWithAnError() {
        RedisLink link = link();
        Response id = bench.await(() -> link.send(Request.cmd(Command.CLIENT, "ID")));

        assertThat(bench.settled(() -> link.send(Request.cmd(Command.EVAL, "return oops", "0")))
                        .failed())
                .isTrue();

        assertThat(bench.await(() -> link.send(Request.cmd(Command.CLIENT, "ID")))
                        .toLong())
                .isEqualTo(id.toLong());
        close(link);
    }

    @Test
    void connectsAnewAfterRedisHungUp() {
        RedisLink link = link();
        String id =
                bench.await(() -> link.send(Request.cmd(Command.CLIENT, "ID"))).toString();
        bench.send(Command.CLIENT, "KILL", "ID", id);
        await().until(() -> link.problem() != null);

        nanos.addAndGet(10_000_000_000L);

        assertThat(ping(link).succeeded()).isTrue();
        assertThat(link.problem()).isNull();
        close(link);
    }

    @Test
    void refusesARedisThatMayEvictAndTakesItOnceItMayNot() {
        for (String policy : List.of("allkeys-lru", "volatile-ttl")) {
            bench.send(Command.CONFIG, "SET", "maxmemory", "100mb");
            bench.send(Command.CONFIG, "SET", "maxmemory-policy", policy);
            RedisLink link = link();

            assertThat(bench.settled(link::connect).cause())
                    .isInstanceOf(RedisRefused.class)
                    .hasMessageContaining("maxmemory-policy is " + policy);
            assertThat(link.problem()).contains("noeviction");

            bench.send(Command.CONFIG, "SET", "maxmemory", "0");
            nanos.addAndGet(10_000_000_000L);
            assertThat(bench.settled(link::connect).succeeded()).isTrue();
            bench.send(Command.CONFIG, "SET", "maxmemory-policy", "noeviction");
            close(link);
        }
    }

    @Test
    void takesARedisThatDoesNotTellItsPolicy() {
        bench.send(Command.ACL, "SETUSER", "app", "on", ">secret", "~*", "+@all", "-config");
        RedisLink link = link("redis.url=" + bench.redis().url().replace("redis://", "redis://app:secret@"));

        assertThat(bench.settled(link::connect).succeeded()).isTrue();
        close(link);
    }

    @Test
    void saysWhatIsWrongWithoutThePassword() {
        RedisLink link = link("redis.url=" + bench.redis().url().replace("redis://", "redis://app:wrong-secret@"));

        assertThat(bench.settled(link::connect).failed()).isTrue();
        assertThat(link.problem()).isNotNull().doesNotContain("wrong-secret");
        close(link);
    }

    @Test
    void answersManyCommandsInTheirOrder() {
        RedisLink link = link();
        List<Request> echoes = IntStream.range(0, 1_000)
                .mapToObj(i -> Request.cmd(Command.ECHO, Integer.toString(i)))
                .toList();

        assertThat(bench.await(() -> link.sendAll(echoes)))
                .extracting(Response::toInteger)
                .containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
        close(link);
    }
}
