package io.ecompulse.lake;

import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A lake on a local folder, filled without a journal. For the tests of whoever reads it. */
public final class LakeFixture {
    public static final Duration AGE = Duration.ofSeconds(5);
    static final long MIB = 1024 * 1024;

    private final LakeStore store;
    private final Path spool;

    public LakeFixture(Path folder) throws IOException {
        this.store = config(folder).openStore();
        this.spool = folder.resolve("spool");
    }

    public LakeStore store() {
        return store;
    }

    /** Commits the records as one window that starts where the partition's chain ends, or at the first of them. */
    public Marker commit(int partition, JournalRecord... records) {
        List<Marker> committed = new ArrayList<>();
        LakeConfig config = config(spool.getParent());
        try (Spool opened = Spool.open(spool)) {
            Windows windows = new Windows(
                    config, new Windows.Ground(store, opened, new ManualClock(TestEvents.NOON), new Random()));
            CommitChain chain = new CommitChain(store);
            Lane lane = new Lane(
                    new CommitChain.Partition(TestEvents.TOPIC, partition),
                    chain.end(TestEvents.TOPIC, partition),
                    windows,
                    committed::add);
            JournalBatch batch = TestEvents.batch(partition, records[0].offset(), records);
            while (!lane.take(batch)) {
                lane.paid();
            }
            lane.finish();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (io.ecompulse.journal.Rewind refused) {
            throw new IllegalStateException(refused);
        }
        return committed.get(committed.size() - 1);
    }

    /** Commits a link that someone else might have written. */
    public boolean commit(Marker marker) {
        try {
            return new CommitChain(store).commit(marker);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    static LakeConfig config(Path folder) {
        return new LakeConfig(
                folder.resolve("lake"),
                folder.resolve("spool"),
                "lake",
                AGE,
                MIB,
                MIB,
                64 * MIB,
                1,
                Duration.ofMillis(10));
    }

    static StageMeters meters() {
        return new StageMeters(new SimpleMeterRegistry(), Stage.LAKE);
    }
}
