package io.ecompulse.warehouse;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of the lake, by the names of its columns.
 *
 * @param text what the columns of text hold; those without a value are absent
 * @param event when it happened, in microseconds since 1970 UTC
 * @param received when the edge took it, likewise
 */
public record CommittedRow(Map<String, String> text, long event, long received) {
    public CommittedRow {
        text = Map.copyOf(text);
    }

    /** The value of a column of text; null when it has none. */
    public @Nullable String text(String column) {
        return text.get(column);
    }

    public Instant eventTime() {
        return Instant.EPOCH.plus(event, ChronoUnit.MICROS);
    }

    public Instant receivedTime() {
        return Instant.EPOCH.plus(received, ChronoUnit.MICROS);
    }
}
