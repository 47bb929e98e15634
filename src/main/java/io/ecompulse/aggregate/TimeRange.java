package io.ecompulse.aggregate;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of time that whole minutes cover, epoch milliseconds, {@code to} excluded.
 *
 * @param from start of a minute
 * @param to start of a later minute
 */
public record TimeRange(long from, long to) {

    /** One bucket of a range. */
    record Bucket(Grain grain, long start) {}

    /** The range with both ends moved out to whole minutes. */
    public static TimeRange around(long from, long to) {
        return new TimeRange(Grain.MINUTE.floor(from), Grain.MINUTE.ceiling(to));
    }

    /** The fewest buckets that cover the range and nothing else: days where whole ones fit, hours, minutes at its ends. */
    List<Bucket> buckets() {
        List<Bucket> buckets = new ArrayList<>();
        long at = from;
        while (at < to) {
            Grain grain = largest(at);
            buckets.add(new Bucket(grain, at));
            at += grain.millis();
        }
        return buckets;
    }

    private Grain largest(long at) {
        for (Grain grain : List.of(Grain.DAY, Grain.HOUR)) {
            if (grain.floor(at) == at && at + grain.millis() <= to) {
                return grain;
            }
        }
        return Grain.MINUTE;
    }
}
