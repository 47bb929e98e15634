package io.ecompulse.aggregate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The time a question is about, {@code to} exclusive; or all time.
 *
 * @param from null together with {@code to}: all time
 */
public record Span(@Nullable Instant from, @Nullable Instant to) {
    public static final Span ALL = new Span(null, null);

    public Span {
        if ((from == null) != (to == null)) {
            throw new IllegalArgumentException("A span has both ends or none");
        }
    }
}
