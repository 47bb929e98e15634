package io.ecompulse.aggregate;

import java.util.Set;

/**
 * Numbers of every minute of a day in one string of 64-bit numbers, so that a long series is read in few commands. Which
 * fields have one; what has none is read from the buckets.
 */
final class MinuteSeries {
    static final int MINUTES = 1_440;
    static final String VISITORS = "visitors";
    static final String SESSIONS = "sessions";

    private static final Set<String> COUNTS = Set.of(
            BucketField.EVENTS,
            BucketField.DUPLICATES,
            BucketField.CONFLICTS,
            BucketField.UNREADABLE,
            BucketField.ARRIVED,
            BucketField.STORED,
            BucketField.ORDERS,
            BucketField.UNITS,
            BucketField.VIEWS,
            BucketField.ADDS,
            BucketField.CHECKOUTS,
            VISITORS,
            SESSIONS);
    private static final Set<String> MONEY = Set.of(
            BucketField.REVENUE, BucketField.REFUND, BucketField.TAX, BucketField.SHIPPING, BucketField.DISCOUNT);

    private MinuteSeries() {}

    /** Counts of ours and amounts of currencies that always have room of their own. */
    static boolean has(String field) {
        int colon = field.indexOf(':') + 1;
        return COUNTS.contains(field) || (MONEY.contains(field.substring(0, colon)) && isSure(field.substring(colon)));
    }

    private static boolean isSure(String currency) {
        return Cell.isKnown(currency) && !BucketField.otherCurrency("").equals(currency);
    }

    static long day(long at) {
        return Math.floorDiv(at, Grain.DAY.millis());
    }

    /** The place of a minute in its day. */
    static int index(long at) {
        return (int) ((at - Grain.DAY.floor(at)) / Grain.MINUTE.millis());
    }

    /** When the string of the day that {@code at} lies in goes, epoch milliseconds. */
    static long expiry(long at, AggregateConfig.Retention retention) {
        return Grain.DAY.floor(at) + Grain.DAY.millis() + retention.minute().toMillis();
    }
}
