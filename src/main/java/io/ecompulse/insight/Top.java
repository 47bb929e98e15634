package io.ecompulse.insight;

import io.ecompulse.aggregate.TopKind;
import io.ecompulse.aggregate.TopList;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /api/v1/top}.
 *
 * @param from where the numbers begin, rounded down to an hour; null for all that is kept
 * @param items the largest count first
 * @param error no count is too large, and none too small by more than this
 */
public record Top(
        @Nullable String from,
        @Nullable String to,
        String asOf,
        String kind,
        List<TopList.Item> items,
        long error,
        boolean partial) {
    static Top of(TopKind kind, TopList list, Instant asOf) {
        return new Top(
                Totals.text(list.from()),
                Totals.text(list.to()),
                asOf.toString(),
                kind.tag(),
                list.items(),
                list.error(),
                list.partial());
    }

    public String toJson() {
        return Json.write(this);
    }
}
