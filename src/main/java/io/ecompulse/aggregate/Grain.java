package io.ecompulse.aggregate;

import java.time.Duration;
import java.util.Locale;

/** How long a time one bucket covers, in UTC. */
public enum Grain {
    MINUTE("m", Duration.ofMinutes(1)),
    HOUR("h", Duration.ofHours(1)),
    DAY("d", Duration.ofDays(1));

    private final String letter;
    private final long millis;

    Grain(String letter, Duration length) {
        this.letter = letter;
        this.millis = length.toMillis();
    }

    /** As a query names it: {@code minute}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    public long millis() {
        return millis;
    }

    /** The start of the bucket that {@code at} lies in, epoch milliseconds. */
    public long floor(long at) {
        return Math.floorDiv(at, millis) * millis;
    }

    /** {@code at} when a bucket starts there, else the start of the next. */
    public long ceiling(long at) {
        return floor(at + millis - 1);
    }

    /** What stands for the grain in Redis' keys. */
    String letter() {
        return letter;
    }

    /** When a bucket of this grain that starts at {@code start} goes, epoch milliseconds. */
    long expiry(long start, AggregateConfig.Retention retention) {
        Duration outlives = switch (this) {
            case MINUTE -> retention.minute();
            case HOUR -> retention.hour();
            case DAY -> retention.day();
        };
        return start + millis + outlives.toMillis();
    }
}
