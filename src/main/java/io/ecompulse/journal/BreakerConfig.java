package io.ecompulse.journal;

import io.ecompulse.config.Settings;
import java.time.Duration;

/**
 * When Kafka counts as away, so that appends no longer wait for it.
 *
 * @param silence an append without an answer for this long opens the breaker at once: a broker that hangs gives no errors
 * @param window how far back appends are looked at
 * @param samplesMin appends in the window below which errors alone never open it
 * @param errorPercent of the window's appends that have to fail
 * @param coolDown from opening to the next single probe
 */
public record BreakerConfig(Duration silence, Duration window, int samplesMin, int errorPercent, Duration coolDown) {
    static BreakerConfig from(Settings s) {
        return new BreakerConfig(
                s.duration("journal.breaker.silence", Duration.ofSeconds(3)),
                s.duration("journal.breaker.window", Duration.ofSeconds(30)),
                s.count("journal.breaker.samples.min", 20, 1, 1_000_000),
                s.count("journal.breaker.error.percent", 50, 1, 100),
                s.duration("journal.breaker.cooldown", Duration.ofSeconds(5)));
    }
}
