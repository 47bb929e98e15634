package io.ecompulse.event;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** UUID version 7 (RFC 9562 §5.7): milliseconds first, then 74 random bits. For events whose client sent no messageId. */
public final class Uuid7 {
    private Uuid7() {}

    public static UUID next(long epochMillis, RandomGenerator random) {
        long high = (epochMillis << 16) | 0x7000 | (random.nextLong() & 0x0FFF);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
