package io.ecompulse.event;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The four times of an event, in microseconds since 1970 UTC. {@code original} and {@code sent} are the client's words;
 * {@code received} is ours; {@code timestamp} is the one to analyse by.
 *
 * <p>A client's clock is corrected only when it is surely wrong (facts: wire.md §10.1): its sentAt lies in our future, or
 * the library is one that writes sentAt anew for each attempt and the difference is large. A sentAt that is merely old is
 * retry delay, and never moves an event.
 */
public record EventTimes(@Nullable Long original, @Nullable Long sent, long received, long timestamp) {
    /** Clocks are allowed to be this far ahead before we call them wrong; 5 s, above ordinary NTP error. */
    static final long AHEAD_TOLERANCE_MICROS = 5_000_000;
    /** How far off a fresh sentAt must be before it says more about the clock than about the network; 60 s. */
    static final long FRESH_TOLERANCE_MICROS = 60_000_000;

    private static final JsonFields.Name ORIGINAL_TIMESTAMP = new JsonFields.Name("originalTimestamp");
    private static final JsonFields.Name TIMESTAMP = new JsonFields.Name("timestamp");
    private static final JsonFields.Name SENT_AT = new JsonFields.Name("sentAt");

    /** Whether the client said another time than the one to analyse by. */
    public boolean isCorrected() {
        return original != null && original != timestamp;
    }

    /**
     * Reads the times of {@code event}.
     *
     * @param freshSentAt whether its library stamps sentAt again on every retry; asked only when that decides
     */
    public static EventTimes of(JsonFields event, long receivedMicros, BooleanSupplier freshSentAt) {
        Long original = Timestamps.micros(event.get(ORIGINAL_TIMESTAMP));
        if (original == null) {
            original = Timestamps.micros(event.get(TIMESTAMP));
        }
        Long sent = Timestamps.micros(event.get(SENT_AT));
        return new EventTimes(original, sent, receivedMicros, corrected(original, sent, receivedMicros, freshSentAt));
    }

    private static long corrected(
            @Nullable Long original, @Nullable Long sent, long received, BooleanSupplier freshSentAt) {
        if (original == null) {
            return received;
        }
        long timestamp = original;
        if (sent != null) {
            long skew = sent - received;
            boolean wrong =
                    skew > AHEAD_TOLERANCE_MICROS || (skew < -FRESH_TOLERANCE_MICROS && freshSentAt.getAsBoolean());
            timestamp = wrong ? original - skew : original;
        }
        // A future event, or a correction that leaves the readable years, says nothing; our own clock does.
        boolean absurd = timestamp > received + AHEAD_TOLERANCE_MICROS || timestamp < Timestamps.MICROS_MIN;
        return absurd ? received : timestamp;
    }
}
