package io.ecompulse.aggregate;

import io.ecompulse.event.EventType;
import io.ecompulse.event.Money;
import io.ecompulse.event.UserAgent.DeviceClass;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a batch adds to one channel's one minute, and so to the hour, the day and the total that hold it; or to one hour or day
 * only, when finer buckets of that time are over. Fields whose names clients choose are {@link Open}: a bucket has room for a
 * bounded number of them.
 */
final class Cell {
    private static final Set<String> KNOWN_CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private final int number;
    private final Where where;
    private final int namesMax;
    private final Map<EventType, long[]> types = new EnumMap<>(EventType.class);
    private final Map<String, long[]> names = new LinkedHashMap<>();
    private final Map<DeviceClass, long[]> devices = new EnumMap<>(DeviceClass.class);
    private final Map<String, long[]> countries = new HashMap<>();
    private final Map<String, long[]> fixed = new HashMap<>();
    private final Map<String, Open> rare = new LinkedHashMap<>();
    private final Map<FunnelStep, LongSet> funnel = new EnumMap<>(FunnelStep.class);
    private final Map<TopKind, Map<String, long[]>> tops = new EnumMap<>(TopKind.class);
    private final LongSet visitors = new LongSet();
    private final LongSet sessions = new LongSet();

    /**
     * The finest bucket that it adds to.
     *
     * @param start epoch milliseconds
     */
    record Where(Channel channel, Grain grain, long start) {}

    /** A field that is written under {@code overflow} instead when the bucket has no room for its own name. */
    record Open(String field, String overflow, long amount) {
        /** Whether there is always room for it. */
        boolean isSure() {
            return field.equals(overflow);
        }
    }

    /** @param number its place among the cells of its delta, from 1 */
    Cell(int number, Where where, int namesMax) {
        this.number = number;
        this.where = where;
        this.namesMax = namesMax;
    }

    int number() {
        return number;
    }

    Where where() {
        return where;
    }

    void addEvent(EventType type, String name) {
        types.computeIfAbsent(type, unseen -> new long[1])[0]++;
        long[] count = names.get(name);
        if (count != null) {
            count[0]++;
        } else if (names.size() < namesMax) {
            names.put(name, new long[] {1});
        } else {
            add(BucketField.OTHER_NAMES, 1);
        }
    }

    /** Counts what is known of where an event came from. */
    void addOrigin(@Nullable DeviceClass device, @Nullable String country) {
        if (device != null) {
            devices.computeIfAbsent(device, unseen -> new long[1])[0]++;
        }
        if (country != null) {
            countries.computeIfAbsent(country, unseen -> new long[1])[0]++;
        }
    }

    /** Counts under a field of ours. */
    void add(String field, long amount) {
        fixed.computeIfAbsent(field, unseen -> new long[1])[0] += amount;
    }

    void add(Open amount) {
        if (amount.isSure()) {
            add(amount.field(), amount.amount());
        } else if (rare.containsKey(amount.field()) || rare.size() < namesMax) {
            rare.merge(amount.field(), amount, (a, b) -> new Open(a.field(), a.overflow(), a.amount() + b.amount()));
        } else {
            add(amount.overflow(), amount.amount());
        }
    }

    void add(Interest interest) {
        tops.computeIfAbsent(interest.kind(), unseen -> new LinkedHashMap<>())
                        .computeIfAbsent(interest.name(), unseen -> new long[1])[0] +=
                interest.count();
    }

    void addVisitor(long hash) {
        visitors.add(hash);
    }

    /** A session of an event without a visitor; those of visitors are found out by the store. */
    void addSession(long hash) {
        sessions.add(hash);
    }

    void addStep(FunnelStep step, long visitor) {
        funnel.computeIfAbsent(step, unseen -> new LongSet()).add(visitor);
    }

    /** The field of an amount: its own for a currency of ISO 4217, one with an overflow for any other code. */
    static Open open(String prefix, Money money) {
        String field = prefix + money.currency();
        boolean known = isKnown(money.currency());
        return new Open(field, known ? field : BucketField.otherCurrency(prefix), money.minor());
    }

    static boolean isKnown(String currency) {
        return KNOWN_CURRENCIES.contains(currency);
    }

    /** Fields of ours and their amounts. */
    Map<String, Long> fixed() {
        Map<String, Long> all = new LinkedHashMap<>();
        long events = 0;
        for (Map.Entry<EventType, long[]> type : types.entrySet()) {
            long count = type.getValue()[0];
            events += count;
            all.put(BucketField.TYPE + type.getKey().tag(), count);
        }
        if (events > 0) {
            all.put(BucketField.EVENTS, events);
        }
        devices.forEach((device, count) -> all.put(BucketField.DEVICE + device.tag(), count[0]));
        countries.forEach((country, count) -> all.put(BucketField.COUNTRY + country, count[0]));
        fixed.forEach((field, amount) -> all.put(field, amount[0]));
        return all;
    }

    /** Fields that clients named, in the order in which they came, so that room goes to the first. */
    List<Open> open() {
        List<Open> open = new ArrayList<>(names.size() + rare.size());
        names.forEach((name, count) -> open.add(new Open(BucketField.NAME + name, BucketField.OTHER_NAMES, count[0])));
        open.addAll(rare.values());
        return open;
    }

    Map<TopKind, Map<String, long[]>> tops() {
        return tops;
    }

    /** Visitors by step. */
    Map<FunnelStep, LongSet> funnel() {
        return funnel;
    }

    long[] visitors() {
        return visitors.toArray();
    }

    long[] sessions() {
        return sessions.toArray();
    }
}
