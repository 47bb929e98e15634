package io.ecompulse.aggregate;

import io.ecompulse.aggregate.Delta.Order;
import io.ecompulse.aggregate.Delta.Tally;
import io.ecompulse.event.MalformedJson;
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
    // Arguments and keys: of a cell with everything in it, of an event (a name, a visitor, a visit, a step, one of the
    // recent), of an order.
    private static final int CELL_WEIGHT = 220;
    private static final int EVENT_WEIGHT = 8;
    private static final int COUNTRY_WEIGHT = 3;
    private static final int ORDER_WEIGHT = 30;
    private static final long TIME_MAX = 4_102_444_800_000L; // 2100: what a foreign producer may not exceed

    private final AggregateConfig config;
    private final Reader reader;
    private final Faults faults;
    private final Map<Cell.Where, Cell> byPlace = new HashMap<>();
    private final List<Cell> cells = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final Visits visits;
    private final Map<String, Deque<Last>> recent = new LinkedHashMap<>();
    private final List<JournalRecord> foreign = new ArrayList<>();
    private @Nullable Cell last;
    private int weight;
    private long counted;
    private long duplicates;
    private long conflicts;
    private long unreadable;
    private long late;
    private long corrected;

    /** One of the last, summed up only if it is still one of them in the end. */
    @FunctionalInterface
    private interface Last {
        RecentEvent summary(Masking masking);
    }

    /** How a record is read; {@link Counted#of}, but for the proof that its faults stop nothing. */
    @FunctionalInterface
    interface Reader {
        Counted read(JournalRecord record) throws MalformedJson;
    }

    /** Told of a record that is counted as unreadable because of a fault in reading it. */
    @FunctionalInterface
    interface Faults {
        void unreadable(JournalRecord record, Throwable fault);
    }

    Fold(AggregateConfig config, Faults faults) {
        this(config, faults, Counted.reader(config));
    }

    Fold(AggregateConfig config, Faults faults, Reader reader) {
        this.config = config;
        this.faults = faults;
        this.reader = reader;
        this.visits = new Visits(config.sessions().silence().toSeconds());
    }

    void add(JournalRecord record) {
        if (record.sighting() == Sighting.DUPLICATE) {
            duplicates++;
            weight++; // One of the recent.
            Cell cell = arrived(record);
            cell.add(BucketField.DUPLICATES, 1); // I7: seen before, counted only as what it is
            addRecent(cell.where().channel().source(), masking -> duplicate(cell, record, masking));
            return;
        }
        Counted event = read(record);
        if (event != null && !isPlain(event.channel().source())) {
            foreign.add(record);
            event = null;
        }
        if (event != null) {
            counted++;
            Cell cell = add(event);
            if (record.sighting() == Sighting.CONFLICT) {
                conflicts++; // Beside its own count: under one id two different events came.
                cell.add(BucketField.CONFLICTS, 1);
            }
        } else {
            unreadable++;
            arrived(record).add(BucketField.UNREADABLE, 1);
        }
    }

    /** Reads everything that counts before anything is counted; null when that is impossible. */
    private @Nullable Counted read(JournalRecord record) {
        try {
            return readOnce(record);
        } catch (RuntimeException | StackOverflowError first) {
            try {
                return readOnce(record);
            } catch (RuntimeException | StackOverflowError fault) {
                // Read for ever it would fail for ever, and the partition would stand still.
                faults.unreadable(record, fault);
                return null;
            }
        }
    }

    private @Nullable Counted readOnce(JournalRecord record) {
        try {
            return reader.read(record);
        } catch (MalformedJson malformed) {
            // The edge of this version writes none of these; one from elsewhere must not stop the partition.
            foreign.add(record);
            return null;
        }
    }

    /** The records that are no events, or none that this program reads. */
    List<JournalRecord> foreign() {
        return foreign;
    }

    /** About how many arguments and keys the store is told of what was added so far, and never less. */
    int weight() {
        return weight;
    }

    /** Everything added so far. */
    Delta.Content content() {
        return new Delta.Content(List.copyOf(cells), List.copyOf(orders), visits.all(), recent(), tally());
    }

    Tally tally() {
        return new Tally(counted, duplicates, conflicts, unreadable, late, corrected);
    }

    /** The last events of each source as JSON, the newest last. */
    private Map<String, List<String>> recent() {
        Map<String, List<String>> json = new LinkedHashMap<>();
        recent.forEach((source, events) -> json.put(
                source,
                events.stream()
                        .map(event -> event.summary(config.recentMasking()).toJson())
                        .toList()));
        return json;
    }

    private Cell add(Counted event) {
        late += event.place().late() ? 1 : 0;
        corrected += event.corrected() ? 1 : 0;
        Cell arrival = cell(event.channel(), Grain.MINUTE, event.received());
        arrival.add(BucketField.ARRIVED, 1);
        arrival.add(BucketField.STORED, 1);
        Cell cell = cell(event.channel(), event.place().finest(), event.place().at());
        cell.addEvent(event.type(), event.name());
        cell.addOrigin(event.device(), event.country());
        weight += EVENT_WEIGHT + 2 * event.interests().size() + (event.country() == null ? 0 : COUNTRY_WEIGHT);
        event.interests().forEach(cell::add);
        addVisitor(cell, event);
        if (event.step() != null) {
            addStep(cell, event.step(), event.visitor());
        }
        if (event.refund() != null) {
            cell.add(Cell.open(BucketField.REFUND, event.refund()));
        }
        if (event.purchase() != null) {
            addPurchase(cell, event.purchase(), event.received());
        }
        addRecent(event.channel().source(), event::summary);
        return cell;
    }

    private void addVisitor(Cell cell, Counted event) {
        if (event.visitor() != null) {
            cell.addVisitor(event.visitor());
            visits.add(
                    event.visitor(),
                    event.session(),
                    cell.number(),
                    event.received(),
                    event.place().at());
        } else if (event.session() != null) {
            cell.addSession(event.session());
        }
    }

    private static void addStep(Cell cell, FunnelStep step, @Nullable Long visitor) {
        switch (step) {
            case PRODUCT_VIEWED -> cell.add(BucketField.VIEWS, 1);
            case PRODUCT_ADDED -> cell.add(BucketField.ADDS, 1);
            case CHECKOUT_STARTED -> cell.add(BucketField.CHECKOUTS, 1);
            case ORDER_COMPLETED -> {
                // Orders count once per id, so elsewhere.
            }
        }
        if (visitor != null) {
            cell.addStep(step, visitor);
        }
    }

    private void addPurchase(Cell cell, Purchase purchase, long received) {
        weight += ORDER_WEIGHT + 2 * purchase.bought().size();
        if (purchase.digest() != null) {
            long day = Math.floorDiv(received, Grain.DAY.millis());
            orders.add(new Order(cell.number(), purchase.digest(), day, purchase));
            return;
        }
        cell.add(BucketField.ORDERS, 1); // Without an id every one is an order of its own.
        cell.add(BucketField.UNITS, purchase.units());
        purchase.amounts().forEach(cell::add);
        purchase.bought().forEach(cell::add);
    }

    /** What it says of itself is not read again: its first sight said so. */
    private static RecentEvent duplicate(Cell cell, JournalRecord record, Masking masking) {
        RecentEvent.Sight sight = new RecentEvent.Sight(
                cell.where().channel().source(), record.key(), record.id(), record.receivedAt(), true);
        return RecentEvent.of("", "", sight, masking);
    }

    private void addRecent(String source, Last event) {
        if (config.recentMax() == 0) {
            return;
        }
        Deque<Last> events = recent.computeIfAbsent(source, unseen -> new ArrayDeque<>());
        if (events.size() == config.recentMax()) {
            events.removeFirst();
        }
        events.addLast(event);
    }

    /** The cell of a record that is not read: by its key and its arrival. */
    private Cell arrived(JournalRecord record) {
        byte[] key = record.key();
        String source = new String(
                Arrays.copyOf(key, Math.min(SOURCE_LENGTH_MAX + 1, RecordKey.sourceLength(key))),
                StandardCharsets.UTF_8);
        Channel channel = new Channel(isPlain(source) ? source : NO_SOURCE, false);
        Cell cell = cell(channel, Grain.MINUTE, Math.max(0, Math.min(TIME_MAX, record.receivedAt())));
        cell.add(BucketField.ARRIVED, 1);
        return cell;
    }

    private Cell cell(Channel channel, Grain grain, long at) {
        long start = grain.floor(at);
        Cell cell = last;
        if (cell == null || !isAt(cell.where(), channel, grain, start)) {
            cell = byPlace.computeIfAbsent(new Cell.Where(channel, grain, start), this::newCell);
            last = cell;
        }
        return cell;
    }

    private static boolean isAt(Cell.Where where, Channel channel, Grain grain, long start) {
        return where.start() == start
                && where.grain() == grain
                && where.channel().equals(channel);
    }

    private Cell newCell(Cell.Where where) {
        Cell cell = new Cell(cells.size() + 1, where, config.namesMax());
        cells.add(cell);
        weight += CELL_WEIGHT;
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
