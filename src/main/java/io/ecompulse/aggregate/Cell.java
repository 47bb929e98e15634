package io.ecompulse.aggregate;

import io.ecompulse.event.EventType;
import io.ecompulse.event.Money;
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
 * What a batch adds to one source's one minute, and so to the hour, the day and the total that hold it. Fields whose names
 * clients choose are {@link Open}: a bucket has room for a bounded number of them.
 */
final class Cell {
    private static final Set<String> KNOWN_CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private final int number;
    private final String source;
    private final long minute;
    private final int namesMax;
    private final Map<EventType, long[]> types = new EnumMap<>(EventType.class);
    private final Map<String, long[]> names = new LinkedHashMap<>();
    private final Map<String, long[]> fixed = new HashMap<>();
    private final Map<String, Open> rare = new LinkedHashMap<>();
    private final LongSet visitors = new LongSet();
    private final LongSet sessions = new LongSet();

    /** A field that is written under {@code overflow} instead when the bucket has no room for its own name. */
    record Open(String field, String overflow, long amount) {}

    /**
     * @param number its place among the cells of its delta, from 1
     * @param minute start of the minute, epoch milliseconds
     */
    Cell(int number, String source, long minute, int namesMax) {
        this.number = number;
        this.source = source;
        this.minute = minute;
        this.namesMax = namesMax;
    }

    int number() {
        return number;
    }

    String source() {
        return source;
    }

    long minute() {
        return minute;
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

    /** Counts under a field of ours. */
    void add(String field, long amount) {
        fixed.computeIfAbsent(field, unseen -> new long[1])[0] += amount;
    }

    /** Counts an amount of money under {@code prefix} and its currency. */
    void add(String prefix, @Nullable Money money) {
        if (money != null) {
            add(open(prefix, money));
        }
    }

    void addVisitor(long hash) {
        visitors.add(hash);
    }

    void addSession(long hash) {
        sessions.add(hash);
    }

    /** The field of an amount: its own for a currency of ISO 4217, one with an overflow for any other code. */
    static Open open(String prefix, Money money) {
        String field = prefix + money.currency();
        boolean known = KNOWN_CURRENCIES.contains(money.currency());
        return new Open(field, known ? field : BucketField.otherCurrency(prefix), money.minor());
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

    long[] visitors() {
        return visitors.toArray();
    }

    long[] sessions() {
        return sessions.toArray();
    }

    private void add(Open money) {
        if (money.field().equals(money.overflow())) {
            add(money.field(), money.amount());
        } else if (rare.containsKey(money.field()) || rare.size() < namesMax) {
            rare.merge(money.field(), money, (a, b) -> new Open(a.field(), a.overflow(), a.amount() + b.amount()));
        } else {
            add(money.overflow(), money.amount());
        }
    }
}
