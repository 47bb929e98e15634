package io.ecompulse.insight;

import io.ecompulse.aggregate.BucketTotals;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /api/v1/books}: what became of what the journal took in the range, by arrival (I11).
 *
 * @param failed records that could not be read as events
 * @param unaccounted what has no outcome; anything but 0 is a fault
 */
public record Books(
        @Nullable String from,
        @Nullable String to,
        String asOf,
        long accepted,
        long stored,
        long duplicates,
        long failed,
        long unaccounted,
        boolean partial) {
    static Books of(BucketTotals sums, Instant asOf) {
        return new Books(
                Totals.text(sums.from()),
                Totals.text(sums.to()),
                asOf.toString(),
                sums.accepted(),
                sums.stored(),
                sums.duplicates(),
                sums.unreadable(),
                sums.unaccounted(),
                sums.partial());
    }

    public String toJson() {
        return Json.write(this);
    }
}
