package io.ecompulse.lake;

import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

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

    /** On another store than the folder's own. */
    public LakeFixture(Path folder, LakePlace.Bucket place) throws IOException {
        this.store = S3LakeStore.open(place);
        this.spool = folder.resolve("spool");
    }

    public LakeStore store() {
        return store;
    }

    /** Commits the records as one window that starts where the partition's chain ends, or at the first of them. */
    public Marker commit(int partition, JournalRecord... records) {
        return commit(new CommitChain.Partition(TestEvents.TOPIC, partition), Windows::ofEvents, records);
    }

    /** Likewise, of the failed topic. */
    public Marker commitFailed(int partition, JournalRecord... records) {
        return commit(new CommitChain.Partition("ecompulse.failed", partition), Windows::ofFailed, records);
    }

    private Marker commit(
            CommitChain.Partition place,
            BiFunction<LakeConfig, Windows.Ground, Windows> making,
            JournalRecord... records) {
        List<Marker> committed = new ArrayList<>();
        LakeConfig config = config(spool.getParent());
        try (Spool opened = Spool.open(spool)) {
            ManualClock clock = new ManualClock(TestEvents.NOON);
            Windows windows = making.apply(
                    config, new Windows.Ground(store, opened, clock, new Random(), new SimpleMeterRegistry()));
            CommitChain chain = new CommitChain(store);
            Lane lane = new Lane(place, chain.end(place.topic(), place.number()), windows, committed::add);
            JournalBatch batch = TestEvents.batch(place.number(), records[0].offset(), records);
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

    /** Commits the records as a program did that knew the first version of the table only. */
    public Marker commitVersion1(int partition, JournalRecord... records) {
        return commitVersion(1, partition, records);
    }

    /** Likewise, of a program that knew the table up to a version. */
    public Marker commitVersion(int version, int partition, JournalRecord... records) {
        Table first = EventsTable.TABLE.at(version);
        String path = "events/v=" + version + "/date=2026-11-23/hour=12/" + partition + "-" + records[0].offset()
                + ".parquet";
        try (Spool opened = Spool.open(spool)) {
            RowFile file = RowFile.create(opened.create("version1"), first, config(spool.getParent()), Map.of());
            RowEncoder<EventRow> encoder = new RowEncoder<>(fields(first));
            for (JournalRecord record : records) {
                byte[] topic = TestEvents.TOPIC.getBytes(StandardCharsets.UTF_8);
                file.append(encoder.encode(Objects.requireNonNull(EventRow.read(record, topic, partition))));
            }
            long bytes = store.putOnce(file.finish(), path);
            long end = records[records.length - 1].offset() + 1;
            Marker marker = new Marker(
                    TestEvents.TOPIC,
                    partition,
                    records[0].offset(),
                    end,
                    List.of(new Marker.File(first.name(), path, bytes, records.length, version)),
                    0,
                    0,
                    0,
                    null,
                    null,
                    new TreeMap<>(),
                    "version" + version);
            commit(marker);
            return marker;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Commits a link that someone else might have written. */
    public boolean commit(Marker marker) {
        try {
            return new CommitChain(store).commit(marker);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Makes one link stand for several, as of a moment, by hand. */
    public Marker compact(Instant at, Marker... links) {
        try {
            List<Marker.File> files = new ArrayList<>();
            for (Table table : Tables.ALL) {
                List<Marker.File> small = Stream.of(links)
                        .flatMap(link -> link.files().stream())
                        .filter(file -> file.table().equals(table.name()))
                        .toList();
                if (!small.isEmpty()) {
                    files.add(copy(table, links[0], small));
                }
            }
            Marker link = sum(files, links);
            List<Long> starts = Stream.of(links).map(Marker::start).toList();
            if (!new CompactedRuns(store).create(new CompactedRun(link, starts, at))) {
                throw new IllegalStateException("There is a run at " + link.start());
            }
            return link;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private Marker.File copy(Table table, Marker first, List<Marker.File> small) throws IOException {
        RowCopy copy = new RowCopy(
                table,
                config(spool.getParent()),
                file -> store.local(file.path()).orElseThrow());
        Path local = Files.createTempFile(spool.getParent(), "compact", ".parquet");
        long rows = copy.write(
                small,
                local,
                Map.of(
                        "ecompulse.topic",
                        first.topic(),
                        "ecompulse.partition",
                        "" + first.partition(),
                        "ecompulse.start",
                        "" + first.start(),
                        "ecompulse.writer",
                        "hand",
                        "ecompulse.table",
                        table.name(),
                        "ecompulse.version",
                        "" + table.version()));
        String folder = small.get(0).path().replaceAll("[^/]+$", "");
        String path =
                folder + "compact-" + first.partition() + "-" + CommitChain.digits(first.start()) + "-hand.parquet";
        return new Marker.File(table.name(), path, store.putOnce(local, path), rows, table.version());
    }

    private static Marker sum(List<Marker.File> files, Marker... links) {
        TreeMap<String, Marker.SourceCount> sources = new TreeMap<>();
        for (Marker link : links) {
            link.sources()
                    .forEach((source, count) ->
                            sources.merge(source, count, (one, other) -> one.plus(other.rows(), other.duplicates())));
        }
        return new Marker(
                links[0].topic(),
                links[0].partition(),
                links[0].start(),
                links[links.length - 1].end(),
                files,
                Stream.of(links).mapToLong(Marker::duplicates).sum(),
                0,
                0,
                links[0].receivedFrom(),
                links[links.length - 1].receivedTo(),
                sources,
                "hand");
    }

    /** Deletes the files of links that a run stands for, as a job does later. */
    public void deleteReplaced(Marker run, Marker... links) {
        try {
            CompactedRuns runs = new CompactedRuns(store);
            runs.note(runs.at(run.topic(), run.partition(), run.start()).orElseThrow());
            for (Marker link : links) {
                for (Marker.File file : link.files()) {
                    store.delete(file.path());
                }
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    static LakeConfig config(Path folder) {
        return new LakeConfig(
                new LakePlace.Folder(folder.resolve("lake")),
                folder.resolve("spool"),
                "lake",
                AGE,
                MIB,
                MIB,
                64 * MIB,
                1,
                1000,
                1024,
                Duration.ofMillis(10));
    }

    /** Those of a table that may lack some of this version's columns. */
    static List<Field<EventRow>> fields(Table table) {
        return EventsTable.FIELDS.stream()
                .filter(field -> table.columns().contains(field.column()))
                .toList();
    }

    static StageMeters meters() {
        return new StageMeters(new SimpleMeterRegistry(), Stage.LAKE);
    }
}
