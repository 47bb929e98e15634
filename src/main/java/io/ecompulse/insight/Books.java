package io.ecompulse.insight;

import io.ecompulse.aggregate.BucketTotals;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /api/v1/books}: what became of what the journal took in the range, by arrival (I11).
 *
 * @param accepted what the journal held, and what edges accepted beyond it
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
    /** @param missing what edges accepted and no reader has seen */
    static Books of(BucketTotals sums, long missing, Instant asOf) {
        return new Books(
                Totals.text(sums.from()),
                Totals.text(sums.to()),
                asOf.toString(),
                sums.accepted() + missing,
                sums.stored(),
                sums.duplicates(),
                sums.unreadable(),
                sums.unaccounted() + missing,
                sums.partial());
    }

    public String toJson() {
        return Json.write(this);
    }
}
