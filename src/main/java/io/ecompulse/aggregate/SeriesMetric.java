package io.ecompulse.aggregate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One number of a bucket, as a series shows it over time. */
public final class SeriesMetric {
    private static final int CURRENCY_LENGTH = 3;
    private static final String FAILED = "failed";
    private static final String ACCEPTED = "accepted";
    private static final List<String> COUNTS = List.of(
            BucketField.EVENTS,
            MinuteSeries.VISITORS,
            MinuteSeries.SESSIONS,
            BucketField.VIEWS,
            BucketField.ADDS,
            BucketField.CHECKOUTS,
            BucketField.ORDERS,
            BucketField.UNITS,
            BucketField.DUPLICATES,
            BucketField.CONFLICTS,
            ACCEPTED,
            BucketField.STORED,
            FAILED);
    private static final List<String> MONEY = List.of(
            BucketField.REVENUE, BucketField.REFUND, BucketField.TAX, BucketField.SHIPPING, BucketField.DISCOUNT);

    private final String field;
    private final @Nullable String currency;

    private SeriesMetric(String field, @Nullable String currency) {
        this.field = field;
        this.currency = currency;
    }

    /** The metric of that name, or null: {@code events}, {@code visitors}, {@code revenue:EUR}, … */
    public static @Nullable SeriesMetric of(String name) {
        if (COUNTS.contains(name)) {
            return new SeriesMetric(
                    switch (name) {
                        case FAILED -> BucketField.UNREADABLE;
                        case ACCEPTED -> BucketField.ARRIVED;
                        default -> name;
                    },
                    null);
        }
        int colon = name.indexOf(':') + 1;
        String code = name.substring(colon);
        return MONEY.contains(name.substring(0, colon)) && code.length() == CURRENCY_LENGTH
                ? new SeriesMetric(name, code)
                : null;
    }

    /** What may become of a record; every record adds one to one of them, in the minute in which it came. */
    static List<SeriesMetric> outcomes() {
        return List.of(
                new SeriesMetric(BucketField.STORED, null),
                new SeriesMetric(BucketField.DUPLICATES, null),
                new SeriesMetric(BucketField.UNREADABLE, null));
    }

    /** The names that {@link #of} knows, and how amounts are named, for one who asks in vain. */
    public static String known() {
        return String.join(", ", COUNTS) + ", or one of " + String.join(", ", MONEY)
                + " with a currency's code behind, as in " + BucketField.REVENUE + "EUR";
    }

    /** The currency of an amount in minor units; null for a plain count. */
    public @Nullable String currency() {
        return currency;
    }

    /** As a bucket's hash and the strings of minutes name it. */
    String field() {
        return field;
    }

    /** What stands beside a bucket when this counts the distinct; null for a plain sum. */
    @Nullable
    String setSuffix() {
        return switch (field) {
            case MinuteSeries.VISITORS -> RedisKeys.Generation.VISITORS;
            case MinuteSeries.SESSIONS -> RedisKeys.Generation.SESSIONS;
            default -> null;
        };
    }
}
