package io.ecompulse.journal;

import io.ecompulse.config.Settings;
import java.time.Duration;

/**
 * How the spool is brought to Kafka.
 *
 * @param chunkBytes about what one append of the drain holds; live appends wait for at most one of them
 * @param pause before it is looked again, when there was nothing to bring or Kafka did not take it
 * @param closeTimeout how long a close goes on draining
 * @param answerMax after which an append of the drain counts as lost and is repeated
 */
public record DrainConfig(int chunkBytes, Duration pause, Duration closeTimeout, Duration answerMax) {
    private static final Duration PAUSE = Duration.ofMillis(200);

    static DrainConfig from(Settings s) {
        long chunk = s.bytes("spool.drain.bytes", 1 << 20);
        if (chunk < 1 || chunk > Integer.MAX_VALUE) {
            s.problem("spool.drain.bytes must be between 1 and 2 GiB");
        }
        return new DrainConfig(
                (int) Math.min(chunk, Integer.MAX_VALUE),
                PAUSE,
                s.duration("spool.drain.close.timeout", Duration.ofSeconds(5)),
                Duration.ofSeconds(60));
    }
}
