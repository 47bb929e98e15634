package io.ecompulse.simulation;

import io.ecompulse.aggregate.SimulatedRedis;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.SimulatedLakeStore;
import io.ecompulse.simulation.SimulatedLog.Entry;
import io.ecompulse.warehouse.SimulatedWarehouse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must hold of the stores at every moment, computed from the log alone. Asked whenever one of them changes. */
final class Invariants {
    private static final List<String> SOURCES = List.of("dev", "shop");

    private final World world;
    private final SimulatedLog log;
    private final SimulatedLakeStore lake;

    Invariants(World world, SimulatedLog log, SimulatedLakeStore lake) {
        this.world = world;
        this.log = log;
        this.lake = lake;
    }

    /** I4, I7: a new link goes on where the chain ended, and says of its stretch of the log exactly what is so. */
    void committed(Marker link) {
        int partition = link.partition();
        String place = "the link " + partition + " [" + link.start() + "," + link.end() + ")";
        if (link.start() != lake.end(partition)) {
            world.violated("I4: " + place + " does not start at the chain's end " + lake.end(partition));
            return;
        }
        if (link.end() > log.end(partition)) {
            world.violated("I4: " + place + " ends behind the log");
            return;
        }
        List<Entry> entries = log.between(partition, link.start(), link.end());
        List<Long> expected =
                entries.stream().filter(Entry::counts).map(Entry::offset).toList();
        List<Long> actual = lake.offsets(link);
        if (!actual.equals(expected)) {
            world.violated("I4, I7: " + place + " holds " + actual + ", expected " + expected);
        }
        long duplicates = entries.stream()
                .filter(entry -> entry.content().readable() && entry.duplicate())
                .count();
        long unreadable =
                entries.stream().filter(entry -> !entry.content().readable()).count();
        if (link.records() != expected.size() || link.duplicates() != duplicates || link.unreadable() != unreadable) {
            world.violated("I11: " + place + " counts " + link.records() + ", " + link.duplicates() + ", "
                    + link.unreadable() + ", expected " + expected.size() + ", " + duplicates + ", " + unreadable);
        }
    }

    /** I4, I7: numbers are those of the log below the position they stand at. */
    void counted(SimulatedRedis redis, int partition, long position) {
        for (String source : SOURCES) {
            Map<String, Long> expected = expected(partition, position, source);
            Map<String, Long> actual = redis.total(partition, source);
            if (!actual.equals(expected)) {
                world.violated("I4, I7: numbers of " + partition + " and " + source + " at " + position + " are "
                        + actual + ", expected " + expected);
            }
        }
    }

    private Map<String, Long> expected(int partition, long position, String source) {
        Map<String, Long> fields = new TreeMap<>();
        Set<Integer> orders = new HashSet<>();
        for (Entry entry : log.between(partition, 0, position)) {
            SimulatedLog.Content content = entry.content();
            if (!content.source().equals(source)) {
                continue;
            }
            add(fields, "arrived", 1);
            if (entry.duplicate()) {
                add(fields, "duplicates", 1);
            } else if (!content.readable()) {
                add(fields, "unreadable", 1);
            } else {
                add(fields, "stored", 1);
                add(fields, "events", 1);
                add(fields, "type:track", 1);
                add(fields, "device:server", 1); // As the user agent of all events here says.
                if (content.order() == 0) {
                    add(fields, "name:Product Viewed", 1);
                    add(fields, "views", 1);
                } else {
                    add(fields, "name:Order Completed", 1);
                }
                if (content.order() != 0 && orders.add(content.order())) {
                    add(fields, "orders", 1);
                    add(fields, "units", 2);
                    add(fields, "revenue:EUR", content.minor());
                }
            }
        }
        return fields;
    }

    private static void add(Map<String, Long> fields, String field, long amount) {
        fields.merge(field, amount, Long::sum);
    }

    /** I5: what is loaded are the rows of the chain up to the watermark, each once and in order. */
    void loaded(SimulatedWarehouse warehouse) {
        for (int partition = 0; partition < log.partitions(); partition++) {
            long position = warehouse.position(partition);
            List<Long> expected = new ArrayList<>();
            long end = 0;
            for (Marker link : lake.chain(partition)) {
                if (link.end() <= position) {
                    expected.addAll(lake.offsets(link));
                    end = link.end();
                }
            }
            if (end != position || !warehouse.rows(partition).equals(expected)) {
                world.violated("I5: loaded of " + partition + " up to " + position + " are " + warehouse.rows(partition)
                        + ", expected up to " + end + " " + expected);
            }
        }
    }

    /** At the end: what is not done although nothing fails any more; empty when all is. */
    List<String> undone(SimulatedRedis redis, SimulatedWarehouse warehouse) {
        List<String> undone = new ArrayList<>();
        for (int partition = 0; partition < log.partitions(); partition++) {
            long end = log.lastRecordEnd(partition);
            if (lake.end(partition) < end) {
                undone.add("the chain of " + partition + " ends at " + lake.end(partition) + " of " + end);
            }
            if (redis.position(partition) < end) {
                undone.add("numbers of " + partition + " stand at " + redis.position(partition) + " of " + end);
            }
            if (warehouse.position(partition) != lake.end(partition)) {
                undone.add("loaded of " + partition + " is " + warehouse.position(partition) + " of "
                        + lake.end(partition));
            }
        }
        return undone;
    }
}
