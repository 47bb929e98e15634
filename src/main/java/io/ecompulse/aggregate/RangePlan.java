package io.ecompulse.aggregate;

import io.ecompulse.aggregate.AggregateConfig.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which buckets cover a range: days where they fit, then hours, then minutes. Each end is rounded outwards, to a minute as
 * long as that minute's bucket lives, else to the hour, else to the day: so the answer is exact for the range it names.
 *
 * @param from where the buckets begin, epoch milliseconds
 * @param to where they end
 * @param isWhole false when the range begins before the oldest day that is kept
 */
record RangePlan(long from, long to, List<Bucket> buckets, boolean isWhole) {
    /** Buckets that go within this time are not relied on: the question may take as long. */
    private static final long MARGIN = Duration.ofMinutes(1).toMillis();

    record Bucket(Grain grain, long start) {}

    /** @param from before {@code to}; both epoch milliseconds, as is {@code now} */
    static RangePlan of(long from, long to, long now, Retention retention) {
        Living living = new Living(now + MARGIN, retention);
        long oldest = Grain.DAY.floor(now + MARGIN - retention.day().toMillis());
        long newest = Grain.DAY.ceiling(now + Grain.DAY.millis()); // Beyond, nothing can have been counted.
        boolean whole = from >= oldest;
        long start = living.start(Math.min(newest, Math.max(oldest, from)));
        long end = living.end(start, Math.min(newest, Math.max(start, to)));
        List<Bucket> buckets = new ArrayList<>();
        for (long at = start;
                at < end;
                at += buckets.get(buckets.size() - 1).grain().millis()) {
            buckets.add(new Bucket(largest(at, end), at));
        }
        return new RangePlan(
                whole ? start : Grain.MINUTE.floor(from), Math.max(end, Grain.MINUTE.ceiling(to)), buckets, whole);
    }

    private static Grain largest(long at, long end) {
        for (Grain grain : List.of(Grain.DAY, Grain.HOUR)) {
            if (grain.floor(at) == at && at + grain.millis() <= end) {
                return grain;
            }
        }
        return Grain.MINUTE;
    }

    /** Which buckets are still there at {@code at}. */
    private record Living(long at, Retention retention) {
        private boolean has(Grain grain, long start) {
            return grain.expiry(start, retention) > at;
        }

        /** {@code from} rounded down to the finest bucket that lives there. */
        long start(long from) {
            for (Grain grain : List.of(Grain.MINUTE, Grain.HOUR)) {
                if (has(grain, grain.floor(from))) {
                    return grain.floor(from);
                }
            }
            return Grain.DAY.floor(from);
        }

        /** {@code to} rounded up so that every bucket between the last larger one and it lives. */
        long end(long start, long to) {
            if (has(Grain.MINUTE, Math.max(start, Grain.HOUR.floor(to - 1)))) {
                return Grain.MINUTE.ceiling(to);
            }
            return has(Grain.HOUR, Math.max(start, Grain.DAY.floor(to - 1)))
                    ? Grain.HOUR.ceiling(to)
                    : Grain.DAY.ceiling(to);
        }
    }
}
