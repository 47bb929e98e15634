package io.ecompulse.aggregate;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sums over the buckets of a span, over all partitions.
 *
 * @param from where the buckets begin, {@code to} where they end; null for all time
 * @param fields sums by {@link BucketField}
 * @param visitors distinct, within HyperLogLog's error; each lives in one partition, so theirs add up
 * @param partial numbers are missing: they are being rebuilt, or the span begins before what is kept
 */
public record BucketTotals(
        @Nullable Instant from,
        @Nullable Instant to,
        SortedMap<String, Long> fields,
        long visitors,
        long sessions,
        boolean partial) {

    public long events() {
        return field(BucketField.EVENTS);
    }

    public long duplicates() {
        return field(BucketField.DUPLICATES);
    }

    /** Counted events whose id another event of other content had taken. */
    public long conflicts() {
        return field(BucketField.CONFLICTS);
    }

    public long unreadable() {
        return field(BucketField.UNREADABLE);
    }

    public long orders() {
        return field(BucketField.ORDERS);
    }

    public long units() {
        return field(BucketField.UNITS);
    }

    public long productViews() {
        return field(BucketField.VIEWS);
    }

    public long productAdds() {
        return field(BucketField.ADDS);
    }

    public long checkouts() {
        return field(BucketField.CHECKOUTS);
    }

    /** Records of the journal by their arrival in the span, whatever became of them; bots among them only if asked for. */
    public long accepted() {
        return field(BucketField.ARRIVED);
    }

    /** Those of {@link #accepted} that were counted as events, in whatever time of theirs. */
    public long stored() {
        return field(BucketField.STORED);
    }

    /** What has no outcome: zero, unless Redis lost a part of what it was told. */
    public long unaccounted() {
        return accepted() - stored() - duplicates() - unreadable();
    }

    public SortedMap<String, Long> byType() {
        return below(BucketField.TYPE);
    }

    public SortedMap<String, Long> byName() {
        return below(BucketField.NAME);
    }

    /** Minor units by currency. */
    public SortedMap<String, Long> revenue() {
        return below(BucketField.REVENUE);
    }

    /** Minor units by currency. */
    public SortedMap<String, Long> refunds() {
        return below(BucketField.REFUND);
    }

    /** Minor units by currency; of orders, as are shipping and discount. */
    public SortedMap<String, Long> tax() {
        return below(BucketField.TAX);
    }

    /** Minor units by currency. */
    public SortedMap<String, Long> shipping() {
        return below(BucketField.SHIPPING);
    }

    /** Minor units by currency. */
    public SortedMap<String, Long> discount() {
        return below(BucketField.DISCOUNT);
    }

    /** Events by class of device, where the client told it. */
    public SortedMap<String, Long> byDevice() {
        return below(BucketField.DEVICE);
    }

    /** Events by country, where it is known. */
    public SortedMap<String, Long> byCountry() {
        return below(BucketField.COUNTRY);
    }

    private long field(String name) {
        return fields.getOrDefault(name, 0L);
    }

    /** The fields that begin with {@code prefix}, without it. */
    private SortedMap<String, Long> below(String prefix) {
        SortedMap<String, Long> below = new TreeMap<>();
        for (Map.Entry<String, Long> field : fields.tailMap(prefix).entrySet()) {
            if (!field.getKey().startsWith(prefix)) {
                break;
            }
            below.put(field.getKey().substring(prefix.length()), field.getValue());
        }
        return below;
    }
}
