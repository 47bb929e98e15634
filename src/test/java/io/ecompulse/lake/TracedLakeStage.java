package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;

import io.ecompulse.journal.FailedRecords;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.KeptEntries;
import io.ecompulse.lake.LakeStage.Outlet;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A stage of the lake on a store that traces and fails where it is told to. */
abstract class TracedLakeStage {
    @TempDir
    Path temp;

    final ManualClock clock = new ManualClock(NOON);
    final TracedLakeStore store = new TracedLakeStore(new MemoryLakeStore());
    final List<String> trace = store.trace;
    final MeterRegistry meters = new SimpleMeterRegistry();
    final FullDisk disk = new FullDisk();
    final CommitChain chain = new CommitChain(store);
    final KeptEntries kept = new KeptEntries(trace);
    FailedRecords failed = kept.failed(Stage.LAKE);
    Spool spool;
    LakeStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = stage(LakeFixture.config(temp), store);
    }

    @AfterEach
    void leaveTheSpool() throws IOException {
        spool.close();
    }

    LakeStage stage(LakeConfig config, LakeStore on) throws IOException {
        if (spool != null) {
            spool.close();
        }
        spool = Spool.open(config.spool(), disk);
        return stage(config, on, EventRow::read);
    }

    /** On the spool at hand. */
    LakeStage stage(LakeConfig config, LakeStore on, EventRows.RowReader reader) {
        Windows windows = Windows.ofEvents(
                config, new Windows.Ground(on, spool, clock, new Random(), meters), reader, RowFile::create);
        return new LakeStage(TOPIC, windows, outlet(), new MemoryBudget(config.memoryBytes()));
    }

    Outlet outlet() {
        return new Outlet(
                (partition, end) -> trace.add("settled " + partition + "-" + end),
                failed::append,
                (partition, why) -> trace.add("rewound " + partition),
                () -> trace.add("told"),
                new StageMeters(meters, Stage.LAKE));
    }

    /** The offsets of all rows in committed files, as the files themselves say. */
    List<Long> committedOffsets(int partition) throws IOException {
        List<Long> offsets = new ArrayList<>();
        long at = chain.begin(TOPIC, partition).orElseThrow();
        var link = chain.at(TOPIC, partition, at);
        while (link.isPresent()) {
            for (Marker.File file : link.get().files()) {
                offsets.addAll(ParquetFiles.offsets(store.read(file.path()).orElseThrow(), temp));
            }
            link = chain.at(TOPIC, partition, link.get().end());
        }
        return offsets;
    }

    List<Path> spooled() {
        try (Stream<Path> files = Files.list(temp.resolve("spool"))) {
            return files.filter(file -> file.toString().endsWith(".parquet")).toList();
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    LakeConfig config(Duration age, long windowBytes, long memoryBytes) {
        return config(age, windowBytes, memoryBytes, LakeFixture.MIB);
    }

    LakeConfig config(Duration age, long windowBytes, long memoryBytes, long rowGroupBytes) {
        LakeConfig base = LakeFixture.config(temp);
        return new LakeConfig(
                base.place(),
                base.spool(),
                base.group(),
                age,
                windowBytes,
                rowGroupBytes,
                memoryBytes,
                base.zstdLevel(),
                base.itemsMax(),
                base.memoEntries(),
                base.tick());
    }

    static long size(JournalRecord record) {
        return record.value().length;
    }
}
