package io.ecompulse.aggregate;

import io.ecompulse.aggregate.Delta.Order;
import io.ecompulse.aggregate.Delta.Tally;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.Money;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.RecordKey;
import io.ecompulse.journal.Sighting;
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
    private static final long TIME_MAX = 4_102_444_800_000L; // 2100: what a foreign producer may not exceed

    private final AggregateConfig config;
    private final Reader reader;
    private final Faults faults;
    private final Map<String, Map<Long, Cell>> bySource = new HashMap<>();
    private final List<Cell> cells = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final Map<String, Deque<Counted>> recent = new LinkedHashMap<>();
    private @Nullable Cell last;
    private long counted;
    private long duplicates;
    private long conflicts;
    private long unreadable;
    private long late;

    /** How a record is read; {@link Counted#of}, but for the proof that its faults stop nothing. */
    @FunctionalInterface
    interface Reader {
        Counted read(JournalRecord record) throws MalformedJson;
    }

    /** Told of a record that is counted as unreadable because of a fault in reading it. */
    @FunctionalInterface
    interface Faults {
        void unreadable(JournalRecord record, RuntimeException fault);
    }

    Fold(AggregateConfig config, Faults faults) {
        this(config, faults, record -> Counted.of(record, config));
    }

    Fold(AggregateConfig config, Faults faults, Reader reader) {
        this.config = config;
        this.faults = faults;
        this.reader = reader;
    }

    void add(JournalRecord record) {
        if (record.sighting() == Sighting.DUPLICATE) {
            duplicates++;
            arrivalCell(record).add(BucketField.DUPLICATES, 1); // I7: seen before, counted only as what it is
            return;
        }
        Counted event = read(record);
        if (event != null && isPlain(event.source())) {
            counted++;
            Cell cell = add(event);
            if (record.sighting() == Sighting.CONFLICT) {
                conflicts++;
                cell.add(
                        BucketField.CONFLICTS, 1); // Told beside its own count: under one id two different events came.
            }
        } else {
            unreadable++;
            arrivalCell(record).add(BucketField.UNREADABLE, 1);
        }
    }

    /** Reads everything that counts before anything is counted; null when that is impossible. */
    private @Nullable Counted read(JournalRecord record) {
        try {
            return reader.read(record);
        } catch (MalformedJson foreign) {
            // The edge writes none of these; one from elsewhere is counted as what it is and must not stop the
            // partition.
            return null;
        } catch (RuntimeException fault) {
            // Read again it would fail again, and the partition would stand still for ever.
            faults.unreadable(record, fault);
            return null;
        }
    }

    /** Everything added so far. */
    List<Cell> cells() {
        return List.copyOf(cells);
    }

    List<Order> orders() {
        return List.copyOf(orders);
    }

    Tally tally() {
        return new Tally(counted, duplicates, conflicts, unreadable, late);
    }

    /** The last events of each source as JSON, the newest last. */
    Map<String, List<String>> recent() {
        Map<String, List<String>> json = new LinkedHashMap<>();
        recent.forEach((source, events) ->
                json.put(source, events.stream().map(Counted::summary).toList()));
        return json;
    }

    private Cell add(Counted event) {
        late += event.late() ? 1 : 0;
        Cell cell = cell(event.source(), event.time());
        cell.addEvent(event.type(), event.name());
        if (event.visitor() != null) {
            cell.addVisitor(event.visitor());
        }
        if (event.session() != null) {
            cell.addSession(event.session());
        }
        cell.add(BucketField.REFUND, event.refund());
        Counted.Purchase purchase = event.purchase();
        if (purchase != null) {
            addPurchase(cell, purchase, event.received());
        }
        if (config.recentMax() > 0) {
            addRecent(event);
        }
        return cell;
    }

    private void addPurchase(Cell cell, Counted.Purchase purchase, long received) {
        Money revenue = purchase.revenue();
        if (purchase.digest() != null) {
            Cell.Open amount = revenue == null ? null : Cell.open(BucketField.REVENUE, revenue);
            long day = Math.floorDiv(received, Grain.DAY.millis());
            orders.add(new Order(cell.number(), purchase.digest(), day, purchase.units(), amount));
            return;
        }
        cell.add(BucketField.ORDERS, 1); // Without an id every one is an order of its own.
        cell.add(BucketField.UNITS, purchase.units());
        cell.add(BucketField.REVENUE, revenue);
    }

    private void addRecent(Counted event) {
        Deque<Counted> events = recent.computeIfAbsent(event.source(), unseen -> new ArrayDeque<>());
        if (events.size() == config.recentMax()) {
            events.removeFirst();
        }
        events.addLast(event);
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
}
