package io.ecompulse.journal.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One random life of a spool on a simulated disk, and what it must have kept. */
final class SpoolHistory {
    static final SpoolConfig.Disk CONFIG = new SpoolConfig.Disk(8 * 4096 + 2048 + Ledger.BYTES, 4096, 1 << 20, 2048);

    private final Random random;
    private final boolean onlyKills;
    private final List<Entry> entries = new ArrayList<>();
    private final Deque<SpoolChunk> underWay = new ArrayDeque<>();
    private SimulatedDisk disk;
    private @Nullable SpoolLog log;
    private int made;
    private int fatals;
    private int lastRead = -1;

    private static final class Entry {
        private final byte[] payload;
        private boolean acked;
        private boolean refused;
        private boolean drained;

        Entry(byte[] payload) {
            this.payload = payload;
        }
    }

    SpoolHistory(long seed, boolean onlyKills) {
        this.random = new Random(seed);
        this.onlyKills = onlyKills;
        this.disk = new SimulatedDisk(random);
    }

    void live(int steps) throws IOException {
        for (int i = 0; i < steps; i++) {
            plan();
            try {
                for (int j = 0; j < 12; j++) {
                    step();
                }
            } catch (SimulatedDisk.Crash stopped) {
                log = null;
            } catch (IOException fault) {
                faulted();
            }
            restart();
        }
        disk.crashIn(Long.MAX_VALUE);
        disk.capacity(Long.MAX_VALUE, true);
        readAll();
    }

    /** What will go wrong in this life. */
    private void plan() {
        int kind = random.nextInt(4);
        disk.crashIn(kind == 0 ? 1 + random.nextInt(60) : Long.MAX_VALUE);
        disk.faultIn(kind == 1 && !onlyKills ? 1 + random.nextInt(60) : Long.MAX_VALUE);
        disk.capacity(kind == 2 ? disk.used() + random.nextInt(12_000) : Long.MAX_VALUE, random.nextBoolean());
    }

    private void step() throws IOException {
        SpoolLog open = log();
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> append(open);
            case 3 -> {
                if (random.nextBoolean()) {
                    open.makeReady();
                }
            }
            case 4, 5 -> read(open);
            case 6 -> drain(open);
            default -> {
                if (random.nextBoolean()) {
                    rewind(open);
                }
            }
        }
        assertThat(disk.peak()).isLessThanOrEqualTo(CONFIG.bytesMax());
        assertThat(open.status().bytesUsed()).isLessThanOrEqualTo(CONFIG.bytesMax());
    }

    private SpoolLog log() throws IOException {
        SpoolLog open = log;
        if (open == null) {
            fatals = 0;
            lastRead = -1;
            underWay.clear();
            Reserve.Source source = new Reserve.Source(random::nextLong, () -> 1_000_000L + entries.size());
            open = SpoolLog.open(disk, CONFIG, new Fault(() -> fatals++), source);
            log = open;
        }
        return open;
    }

    private void append(SpoolLog open) throws IOException {
        List<Entry> written = new ArrayList<>();
        for (int group = random.nextInt(3); group >= 0; group--) {
            List<Entry> records = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                records.add(entry());
            }
            entries.addAll(records);
            boolean taken = open.append(records.stream().map(r -> r.payload).toList());
            records.forEach(record -> record.refused = !taken);
            if (taken) {
                written.addAll(records);
            }
        }
        open.force();
        written.forEach(record -> record.acked = true);
    }

    private Entry entry() {
        int length = random.nextInt(10) == 0 ? 2_000 : random.nextInt(200);
        byte[] payload = new byte[4 + length];
        random.nextBytes(payload);
        // A number of its own, or two short records of one group could be equal and be taken for each other.
        ByteBuffer.wrap(payload).putInt(made++);
        return new Entry(payload);
    }

    private boolean read(SpoolLog open) throws IOException {
        Optional<SpoolChunk> chunk;
        try {
            chunk = open.next(1 + random.nextInt(600));
        } catch (IOException unread) {
            lastRead = -1;
            throw unread;
        }
        if (chunk.isEmpty()) {
            nothingSkipped(entries.size());
            return false;
        }
        underWay.add(chunk.get());
        for (SpoolRecord record : chunk.get().records()) {
            int index = index(record);
            assertThat(index).as("order").isGreaterThan(lastRead);
            nothingSkipped(index);
            assertThat(onlyKills && entries.get(index).drained)
                    .as("drained again")
                    .isFalse();
            lastRead = index;
        }
        return true;
    }

    private int index(SpoolRecord record) {
        for (int i = lastRead + 1; i < entries.size(); i++) {
            if (Arrays.equals(entries.get(i).payload, record.payload())) {
                assertThat(entries.get(i).refused)
                        .as("a refused record was kept")
                        .isFalse();
                return i;
            }
        }
        throw new AssertionError(
                "never appended, altered or out of order: " + new String(record.payload(), UTF_8).length());
    }

    private void nothingSkipped(int before) {
        for (int i = lastRead + 1; i < before; i++) {
            Entry entry = entries.get(i);
            assertThat(entry.acked && !entry.drained)
                    .as("record %s was lost", i)
                    .isFalse();
        }
    }

    private void drain(SpoolLog open) throws IOException {
        SpoolChunk chunk = underWay.poll();
        if (chunk == null) {
            return;
        }
        // Whatever the call's outcome, the caller has these records elsewhere.
        for (SpoolRecord record : chunk.records()) {
            for (Entry entry : entries) {
                entry.drained |= Arrays.equals(entry.payload, record.payload());
            }
        }
        open.drained(chunk);
    }

    private void rewind(SpoolLog open) {
        open.rewind();
        underWay.clear();
        lastRead = -1;
    }

    /** After a fault of writing nothing is written any more. */
    private void faulted() {
        SpoolLog open = log;
        if (open == null || fatals == 0) {
            return;
        }
        assertThat(fatals).isEqualTo(1);
        long changes = disk.changes();
        for (int i = 0; i < 3; i++) {
            try {
                open.append(List.of(new byte[3]));
                throw new AssertionError("an append was taken after a fault");
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("nothing more is written");
            }
        }
        assertThat(open.status().problem()).isNotNull();
        assertThat(disk.changes()).isEqualTo(changes);
    }

    private void restart() {
        log = null;
        boolean killed = onlyKills || (random.nextInt(4) == 0 && fatals == 0);
        disk = killed ? disk.afterKill() : disk.afterCrash();
    }

    private void readAll() throws IOException {
        SpoolLog open = log();
        while (read(open)) {
            drain(open);
        }
        assertThat(open.status().records()).isGreaterThanOrEqualTo(0);
        open.close();
    }
}
