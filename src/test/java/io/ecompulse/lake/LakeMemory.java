package io.ecompulse.lake;

import io.ecompulse.journal.JournalRecord;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Rolls events of many partitions in turn, with windows that only the memory budget seals, and prints how many rows were
 * committed in how many files. To be run in a small heap: arguments are a folder, the partitions, the events of each, and the
 * budget and the row group in KiB.
 */
public final class LakeMemory {
    private static final int BATCH = 250;

    private LakeMemory() {}

    public static void main(String[] arguments) throws Exception {
        int partitions = Integer.parseInt(arguments[1]);
        int events = Integer.parseInt(arguments[2]);
        LakeConfig base = LakeFixture.config(Path.of(arguments[0]));
        LakeConfig config = new LakeConfig(
                base.place(),
                base.spool(),
                base.group(),
                Duration.ofDays(1),
                1L << 40,
                Long.parseLong(arguments[4]) * 1024,
                Long.parseLong(arguments[3]) * 1024,
                1,
                1000,
                1024,
                base.tick());
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        LakeStore store = config.openStore();
        try (Spool spool = Spool.open(config.spool())) {
            Windows windows = Windows.ofEvents(
                    config,
                    new Windows.Ground(store, spool, new ManualClock(TestEvents.NOON), new Random(1), registry));
            LakeStage.Outlet outlet = new LakeStage.Outlet(
                    (partition, end) -> {},
                    LakeStage.Keeping.ALREADY,
                    (partition, why) -> {
                        throw new IllegalStateException(why);
                    },
                    () -> {},
                    new StageMeters(registry, Stage.LAKE));
            LakeStage stage = new LakeStage(TestEvents.TOPIC, windows, outlet, new MemoryBudget(config.memoryBytes()));
            roll(stage, partitions, events);
        }
        AtomicLong rows = new AtomicLong();
        AtomicLong files = new AtomicLong();
        new CommittedFiles(store).all().forEach(file -> {
            files.incrementAndGet();
            rows.addAndGet(file.table().equals(EventsTable.TABLE.name()) ? file.rows() : 0);
        });
        System.out.println("rows=" + rows + " files=" + files);
    }

    private static void roll(LakeStage stage, int partitions, int events) {
        Random random = new Random(7);
        for (int partition = 0; partition < partitions; partition++) {
            stage.position(partition);
        }
        for (int start = 0; start < events; start += BATCH) {
            for (int partition = 0; partition < partitions; partition++) {
                JournalRecord[] records = new JournalRecord[BATCH];
                for (int i = 0; i < BATCH; i++) {
                    records[i] = TestEvents.event(start + i, LakeCost.json(random));
                }
                if (stage.take(TestEvents.batch(partition, start, records)).failed()) {
                    throw new IllegalStateException("a batch was refused");
                }
            }
        }
        for (int partition = 0; partition < partitions; partition++) {
            stage.release(partition, true);
        }
    }
}
