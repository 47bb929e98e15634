package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AggregateConfigTest {
    private static void assertRefused(String key, String value, String reason) {
        Settings settings = new Settings(Map.of(key, value), Map.of(), Map.of());
        AggregateConfig.from(settings);
        assertThatThrownBy(settings::check).hasMessageContaining(reason);
    }

    @Test
    void startsWithItsDefaults() throws Exception {
        Settings settings = new Settings(Map.of(), Map.of(), Map.of());
        AggregateConfig.from(settings);
        settings.check();
    }

    @Test
    void takesTlsAndCredentials() throws Exception {
        String url = "rediss://app:secret@redis.example.com:6380/1";
        Settings settings = new Settings(Map.of("redis.url", url), Map.of(), Map.of());
        assertThat(AggregateConfig.from(settings).place().urls()).containsExactly(url);
        settings.check();
    }

    @Test
    void refusesAUrlOfAnotherKindWithoutRepeatingItsPassword() {
        Settings settings = new Settings(Map.of("redis.url", "http://app:secret@host"), Map.of(), Map.of());
        AggregateConfig.from(settings);
        assertThatThrownBy(settings::check)
                .hasMessageContaining("redis.url is malformed")
                .hasMessageNotContaining("secret");
        assertRefused("redis.url", "redis://", "redis.url is malformed");
        assertRefused("redis.url", "redis://ho st", "redis.url is malformed");
    }

    @Test
    void refusesWhatWouldBreakKeysOrGrains() {
        assertRefused("aggregate.redis.prefix", "a{b", "without braces");
        assertRefused("aggregate.redis.prefix", "", "without braces");
        assertRefused("aggregate.minute.retention", "36d", "must not shrink");
        assertRefused("aggregate.day.retention", "3661d", "nor exceed 3660d");
        assertRefused("aggregate.names.max", "0", "from 1 to 10000");
        assertRefused("aggregate.top.max", "9", "from 10 to 10000");
        assertRefused("aggregate.session.silence", "59s", "from 1m to 1d");
        assertRefused("aggregate.session.silence", "25h", "from 1m to 1d");
        assertRefused("aggregate.session.visitors.max", "0", "from 1 to");
        assertRefused("aggregate.order.memory", "47h", "at least 2d");
        assertRefused("aggregate.redis.timeout", "0s", "longer than nothing");
        assertRefused("aggregate.fence.check", "0s", "longer than nothing");
    }
}
