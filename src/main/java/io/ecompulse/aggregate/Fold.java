package io.ecompulse.aggregate;

import io.ecompulse.aggregate.Delta.Order;
import io.ecompulse.aggregate.Delta.Tally;
import io.ecompulse.event.CanonicalName;
import io.ecompulse.event.Commerce;
import io.ecompulse.event.Event;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.Money;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.RecordKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Folds records into the cells of one delta; made for one delta. Sees no clock: the same records give the same delta. */
final class Fold {
    /** Counts what a record without a readable source adds; no source id holds a question mark. */
    static final String NO_SOURCE = "?";

    private static final int SOURCE_LENGTH_MAX = 64;
    private static final int NAME_LENGTH_MAX = 100;
    private static final int ID_LENGTH_MAX = 100;
    private static final long TIME_MAX = 4_102_444_800_000L; // 2100: what a foreign producer may not exceed

    private final AggregateConfig config;
    private final Map<String, Map<Long, Cell>> bySource = new HashMap<>();
    private final List<Cell> cells = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final Map<String, Deque<Recent>> recent = new LinkedHashMap<>();
    private @Nullable Cell last;
    private long counted;
    private long duplicates;
    private long unreadable;
    private long late;

    private record Recent(Event event, byte[] id) {}

    Fold(AggregateConfig config) {
        this.config = config;
    }

    void add(JournalRecord record) {
        if (record.duplicate()) {
            duplicates++;
            arrivalCell(record).add(BucketField.DUPLICATES, 1); // I7: seen before, counted only as what it is
            return;
        }
        try {
            Event event = Event.read(record.value());
            if (isPlain(event.source())) {
                counted++;
                add(event, record);
                return;
            }
        } catch (MalformedJson foreign) {
            // The edge writes none of these; one from elsewhere is counted as what it is and must not stop the
            // partition.
        }
        unreadable++;
        arrivalCell(record).add(BucketField.UNREADABLE, 1);
    }

    /** Everything added so far. */
    List<Cell> cells() {
        return List.copyOf(cells);
    }

    List<Order> orders() {
        return List.copyOf(orders);
    }

    Tally tally() {
        return new Tally(counted, duplicates, unreadable, late);
    }

    /** The last events of each source as JSON, the newest last. */
    Map<String, List<String>> recent() {
        Map<String, List<String>> json = new LinkedHashMap<>();
        recent.forEach((source, events) ->
                json.put(source, events.stream().map(Fold::summary).toList()));
        return json;
    }

    private void add(Event event, JournalRecord record) {
        long received = event.times().received() / 1_000;
        Cell cell = cell(event.source(), time(event, received));
        cell.addEvent(event.type(), cut(event.name(), NAME_LENGTH_MAX));
        addPeople(cell, event, record.key());
        switch (event.name()) {
            case CanonicalName.ORDER_COMPLETED -> addOrder(cell, event, received);
            case CanonicalName.ORDER_REFUNDED -> addRefund(cell, event);
            default -> {}
        }
        if (config.recentMax() > 0) {
            addRecent(event, record.id());
        }
    }

    /** The event's own time while its minute can still live, else the time it arrived. */
    private long time(Event event, long received) {
        long own = event.times().timestamp() / 1_000;
        if (own > received + config.tolerance().toMillis()
                || own < received - config.retention().minute().toMillis()) {
            late++;
            return received;
        }
        return own;
    }

    private static void addPeople(Cell cell, Event event, byte[] key) {
        if (RecordKey.sourceLength(key) + 1 < key.length) {
            cell.addVisitor(Hash64.of(key, 0));
        }
        JsonValue session = event.sessionId();
        byte[] id = session == null ? null : session.utf8();
        if (id != null && id.length > 0) {
            // The seed keeps equal session ids of two sources apart, as the key does for visitors.
            cell.addSession(Hash64.of(id, event.source().hashCode()));
        }
    }

    private void addOrder(Cell cell, Event event, long received) {
        JsonFields properties = event.properties();
        Commerce order = properties == null ? null : new Commerce(properties);
        JsonValue idValue = order == null ? null : order.orderId();
        byte[] id = idValue == null ? null : idValue.utf8();
        long units = order == null ? 0 : order.units();
        Money revenue = order == null ? null : order.revenue();
        if (id != null && id.length > 0) {
            Cell.Open amount = revenue == null ? null : Cell.open(BucketField.REVENUE, revenue);
            long day = Math.floorDiv(received, Grain.DAY.millis());
            orders.add(new Order(cell.number(), OrderId.digest(event.source(), id), day, units, amount));
            return;
        }
        cell.add(BucketField.ORDERS, 1); // Without an id every one is an order of its own.
        cell.add(BucketField.UNITS, units);
        cell.add(BucketField.REVENUE, revenue);
    }

    private static void addRefund(Cell cell, Event event) {
        JsonFields properties = event.properties();
        if (properties != null) {
            cell.add(BucketField.REFUND, new Commerce(properties).refund());
        }
    }

    private void addRecent(Event event, byte[] id) {
        Deque<Recent> events = recent.computeIfAbsent(event.source(), unseen -> new ArrayDeque<>());
        if (events.size() == config.recentMax()) {
            events.removeFirst();
        }
        events.addLast(new Recent(event, id));
    }

    private static String summary(Recent recent) {
        Event event = recent.event();
        return RecentEvent.of(
                        event.type().tag(),
                        cut(event.name(), NAME_LENGTH_MAX),
                        event.source(),
                        cut(new String(recent.id(), StandardCharsets.UTF_8), ID_LENGTH_MAX),
                        event.times().received() / 1_000)
                .toJson();
    }

    /** The cell of a record that is not read: by its key and its arrival. */
    private Cell arrivalCell(JournalRecord record) {
        byte[] key = record.key();
        String source = new String(
                Arrays.copyOf(key, Math.min(SOURCE_LENGTH_MAX + 1, RecordKey.sourceLength(key))),
                StandardCharsets.UTF_8);
        return cell(isPlain(source) ? source : NO_SOURCE, Math.max(0, Math.min(TIME_MAX, record.receivedAt())));
    }

    private Cell cell(String source, long at) {
        long minute = Grain.MINUTE.floor(at);
        Cell cell = last;
        if (cell == null || cell.minute() != minute || !cell.source().equals(source)) {
            cell = bySource.computeIfAbsent(source, unseen -> new HashMap<>())
                    .computeIfAbsent(minute, unseen -> newCell(source, minute));
            last = cell;
        }
        return cell;
    }

    private Cell newCell(String source, long minute) {
        Cell cell = new Cell(cells.size() + 1, source, minute, config.namesMax());
        cells.add(cell);
        return cell;
    }

    /** A source id as the settings allow it, so that keys in Redis are unambiguous. */
    private static boolean isPlain(String source) {
        if (source.isEmpty() || source.length() > SOURCE_LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
