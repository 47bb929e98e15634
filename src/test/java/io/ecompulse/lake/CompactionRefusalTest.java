package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ecompulse.lake.CommitChain.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that must not be compacted stays as it is, and why is told. */
final class CompactionRefusalTest {
    @TempDir
    Path temp;

    private CompactionBench bench;

    @BeforeEach
    void makeLake() throws Exception {
        bench = new CompactionBench(temp);
    }

    @Test
    void aDamagedFileStopsItsRunOnlyAndIsTold() throws Exception {
        List<Marker> links = bench.fourLinks();
        bench.lake.commit(1, track(0, "x"));
        bench.lake.commit(1, track(1, "y"));
        Path damaged =
                bench.lake.store().local(links.get(1).files().get(0).path()).orElseThrow();
        byte[] bytes = Files.readAllBytes(damaged);
        List<byte[]> damages = List.of(
                Arrays.copyOf(bytes, bytes.length - 1),
                damage(bytes, 4, bytes.length / 2),
                damage(bytes, bytes.length - 6, bytes.length - 5));

        for (byte[] damage : damages) {
            bench.told.clear();
            Files.write(damaged, damage);
            Compaction.Done done = bench.compact(
                    new CompactLimits(damage == damages.get(0) ? null : Map.of(new Partition(TOPIC, 0), 4L), Set.of()));
            assertThat(done.left()).isOne();
            assertThat(bench.told.get(0)).startsWith("left " + TOPIC + "-0 [0,4) ");
            assertThat(bench.walked()).containsAll(links);
        }
        assertThat(new CompactedRuns(bench.lake.store()).all(TOPIC, 1)).hasSize(1);

        Files.delete(damaged);
        bench.told.clear();
        assertThat(bench.compact().left()).isOne();
        assertThat(bench.told.get(0)).contains("is missing");
        try (Stream<Path> scratch = Files.list(temp.resolve("scratch"))) {
            assertThat(scratch).isEmpty();
        }
    }

    @Test
    void filesThatWaitedLongForTheirRunAreGivenUp() throws Exception {
        bench.fourLinks();
        CutLakeStore slow = CutLakeStore.whole(bench.lake.store());
        slow.meanwhile = path -> bench.clock.advance(path.startsWith("events/") ? Duration.ofHours(13) : Duration.ZERO);

        Compaction.Done done = bench.compaction(
                        slow, CompactionBench.config(Long.MAX_VALUE), CompactionBench.everything())
                .run(bench.scratch(), bench.progress());

        assertThat(done).isEqualTo(new Compaction.Done(0, 0, 0, 0, 1));
        assertThat(bench.told.get(0)).contains("gone as orphans");
        assertThat(bench.walked()).hasSize(4);
    }

    @Test
    void whatOnlyTheLintFindsStopsARunToo() throws Exception {
        bench.lake.commit(0, track(0, "a"));
        Marker good = bench.lake.commit(1, track(1, "b"));
        Marker.File file = good.files().get(0);
        Path local = bench.lake.store().local(file.path()).orElseThrow();
        Path bad = temp.resolve("bad.parquet");
        SpoolFile spooled = new SpoolFile(bad, Files.newOutputStream(bad));
        RowFile rewritten = RowFile.create(spooled, EventsTable.TABLE, LakeFixture.config(temp), Map.of());
        try (FileRows rows = FileRows.open(local, EventsTable.TABLE)) {
            Object[] row = Objects.requireNonNull(rows.next());
            row[0] = Binary.fromString(
                    "x".repeat(EventsTable.TABLE.columns().get(0).bytes() + 1));
            rewritten.append(row);
        }
        rewritten.finish();
        String path = file.path().replaceAll("[^/]+$", "0-bad.parquet");
        long bytes = bench.lake.store().putOnce(bad, path);
        bench.lake.commit(new Marker(
                TOPIC,
                0,
                1,
                2,
                List.of(new Marker.File(file.table(), path, bytes, 1, file.version())),
                0,
                0,
                0,
                NOON,
                NOON,
                new TreeMap<>(),
                "bad"));

        assertThat(bench.compact().left()).isOne();

        assertThat(bench.told.get(0)).contains("The copy of events column event_id has text over");
    }

    @Test
    void aFileThatReadsOtherwiseTheSecondTimeStopsARunToo() throws Exception {
        Marker.File first = bench.lake.commit(0, track(0, "a")).files().get(0);
        bench.lake.commit(0, track(1, "b"));
        Marker.File other = bench.lake.commit(1, track(0, "c")).files().get(0);
        assertThat(other.bytes()).isEqualTo(first.bytes());
        List<String> asked = new ArrayList<>();
        LakeStore changing = new TracedLakeStore(bench.lake.store()) {
            @Override
            public Optional<Path> local(String path) {
                asked.add(path);
                return super.local(path.equals(first.path()) && asked.size() > 2 ? other.path() : path);
            }
        };

        bench.compaction(changing, CompactionBench.config(Long.MAX_VALUE), CompactionBench.everything())
                .run(bench.scratch(), bench.progress());

        assertThat(bench.told).containsExactly("left " + TOPIC + "-0 [0,2) The copy differs from file " + first.path());
    }

    @Test
    void aFetchThatBreaksOffLeavesNothingBehind() throws Exception {
        bench.fourLinks();
        LakeStore broken = new TracedLakeStore(bench.lake.store()) {
            @Override
            public Optional<Path> local(String path) {
                return Optional.empty();
            }

            @Override
            public void fetch(String path, Path local) throws IOException {
                Files.write(local, new byte[] {1});
                throw new IOException("connection reset");
            }
        };

        bench.compaction(broken, CompactionBench.config(Long.MAX_VALUE), CompactionBench.everything())
                .run(bench.scratch(), bench.progress());

        assertThat(bench.told.get(0)).endsWith("connection reset");
        Files.delete(bench.scratch());
    }

    @Test
    void aRunWhoseAnswerWasLostIsKnownAgain() throws Exception {
        bench.fourLinks();
        CutLakeStore lossy = CutLakeStore.whole(bench.lake.store());
        lossy.asksTwice = true;

        Compaction.Done done = bench.compaction(
                        lossy, CompactionBench.config(Long.MAX_VALUE), CompactionBench.everything())
                .run(bench.scratch(), bench.progress());

        assertThat(done).isEqualTo(new Compaction.Done(1, 4, 1, 4, 0));
    }

    @Test
    void aRunThatAnotherMadeMeanwhileEndsTheJob() throws Exception {
        List<Marker> links = bench.fourLinks();
        CutLakeStore raced = CutLakeStore.whole(bench.lake.store());
        raced.meanwhile = path -> {
            if (path.startsWith("_compacted/")) {
                bench.lake.compact(NOON, links.get(0), links.get(1));
            }
        };

        assertThatThrownBy(() -> bench.compaction(
                                raced, CompactionBench.config(Long.MAX_VALUE), CompactionBench.everything())
                        .run(bench.scratch(), bench.progress()))
                .isInstanceOf(JobLease.Taken.class)
                .hasMessage("another such job compacted " + TOPIC + "-0 [0,4), or a part of it");

        assertThat(bench.told).isEmpty();
        assertThat(bench.walked()).hasSize(3);
    }

    @Test
    void ofTwoJobsThatGroupLinksOtherwiseNoneLeavesRunsThatOverlap() throws Exception {
        long bytes = Stream.concat(bench.fourLinks().stream(), bench.fourLinks(4).stream())
                .flatMap(link -> link.files().stream())
                .mapToLong(Marker.File::bytes)
                .max()
                .orElseThrow();
        ManualClock ahead = new ManualClock(bench.clock.instant().plus(Duration.ofMinutes(15))); // Of another machine.
        CutLakeStore paused = CutLakeStore.whole(bench.lake.store());
        paused.meanwhile = path -> {
            if (path.startsWith("_compacted/")) {
                paused.meanwhile = other -> {};
                CutLakeStore dying = new CutLakeStore(bench.lake.store(), 3, true); // With its first run made.
                compactInRunsOf(5 * bytes, dying, ahead);
            }
        };

        assertThatThrownBy(() -> compactInRunsOf(3 * bytes, paused, bench.clock))
                .isInstanceOf(JobLease.Taken.class);

        assertThat(new CompactedRuns(bench.lake.store()).all(TOPIC, 0))
                .extracting(run -> run.link().start(), run -> run.link().end())
                .containsExactly(tuple(0L, 5L));
        DeadFiles dead = new DeadFiles(
                bench.lake.store(), "2026-11-24", bench.clock.instant().plusMillis(1));
        for (DeadFiles.Replaced replaced : dead.find().replaced()) {
            dead.delete(replaced);
        }
        assertThat(bench.walked()).extracting(Marker::start).containsExactly(0L, 5L, 6L, 7L);
    }

    private void compactInRunsOf(long bytes, LakeStore store, ManualClock clock) throws IOException {
        CompactLimits limits = CompactionBench.everything();
        new Compaction(store, LakeFixture.config(temp), CompactionBench.config(bytes), limits, clock)
                .run(Files.createTempDirectory(temp, "scratch"), bench.progress());
    }

    @Test
    void filesThatWereLongInTheMakingAreGivenUp() throws Exception {
        bench.fourLinks();
        LakeStore frozen = new TracedLakeStore(bench.lake.store()) {
            @Override
            public Optional<Path> local(String path) {
                return Optional.empty();
            }

            @Override
            public void fetch(String path, Path local) throws IOException {
                bench.clock.advance(Duration.ofHours(25));
                super.fetch(path, local);
            }
        };

        Compaction.Done done = bench.compaction(
                        frozen, CompactionBench.config(Long.MAX_VALUE), CompactionBench.everything())
                .run(bench.scratch(), bench.progress());

        assertThat(done).isEqualTo(new Compaction.Done(0, 0, 0, 0, 1));
        assertThat(bench.told.get(0)).contains("gone as orphans");
        assertThat(bench.walked()).hasSize(4);
    }

    private static byte[] damage(byte[] bytes, int from, int to) {
        byte[] damaged = bytes.clone();
        Arrays.fill(damaged, from, to, (byte) 0x55);
        return damaged;
    }
}
