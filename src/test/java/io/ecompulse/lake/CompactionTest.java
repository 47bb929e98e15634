package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.duplicate;
import static io.ecompulse.lake.TestEvents.event;
import static io.ecompulse.lake.TestEvents.raw;
import static io.ecompulse.lake.TestEvents.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalRecord;
import io.ecompulse.lake.CommitChain.Partition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes few files, what stays as it is, and that nobody can tell by the rows. */
final class CompactionTest {
    private static final String ORDER = "{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":\"%s\","
            + "\"properties\":{\"products\":[{\"sku\":\"TEA\"},{\"sku\":\"CUP\"}]}}";

    @TempDir
    Path temp;

    private CompactionBench bench;

    @BeforeEach
    void makeLake() throws Exception {
        bench = new CompactionBench(temp);
    }

    @Test
    void anHourOfEveryTopicBecomesOneFileOfEachTableWithTheSameRowsCountsAndBooks() throws Exception {
        bench.lake.commit(0, track(0, "a"), duplicate(track(1, "a")));
        bench.lake.commit(0, event(2, ORDER.formatted("b")), track(3, "ü€😀"));
        bench.lake.commit(0, event(4, ORDER.formatted("c")));
        bench.lake.commit(1, track(7, "d"));
        bench.lake.commit(1, track(8, "e"));
        bench.lake.commitFailed(0, raw(0, "no event".getBytes(UTF_8)));
        bench.lake.commitFailed(0, raw(1, "none either".getBytes(UTF_8)));
        Map<String, List<String>> rows = LakeRows.of(bench.lake.store(), temp);
        List<String> totals = LakeRows.totals(bench.lake.store());

        Compaction.Done done = bench.compact();

        assertThat(done).isEqualTo(new Compaction.Done(3, 9, 4, 12, 0));
        assertThat(bench.told)
                .containsExactly(
                        TOPIC + "-0 [0,5) links=3 files=5->2 rows=8",
                        TOPIC + "-1 [7,9) links=2 files=2->1 rows=2",
                        "ecompulse.failed-0 [0,2) links=2 files=2->1 rows=2");
        assertThat(new CommittedFiles(bench.lake.store()).all()).hasSize(4);
        assertThat(LakeRows.of(bench.lake.store(), temp)).isEqualTo(rows);
        assertThat(LakeRows.totals(bench.lake.store())).isEqualTo(totals);
        assertThat(LakeRows.findings(bench.lake.store(), temp)).isEmpty();
    }

    @Test
    void aSecondTimeThereIsNothingToDo() throws Exception {
        bench.fourLinks();
        bench.compact();
        List<String> paths = paths();

        Compaction.Done again = bench.compact();

        assertThat(again).isEqualTo(new Compaction.Done(0, 0, 0, 0, 0));
        assertThat(paths().stream().filter(path -> !path.startsWith("_jobs/")).toList())
                .isEqualTo(paths.stream()
                        .filter(path -> !path.startsWith("_jobs/"))
                        .toList());
    }

    @Test
    void aDryRunTellsTheSameAndChangesNothing() throws Exception {
        bench.fourLinks();
        List<String> paths = paths();

        Compaction.Done planned = bench.compaction(
                        bench.lake.store(), CompactionBench.config(Long.MAX_VALUE), CompactionBench.everything())
                .plan(bench.progress());

        assertThat(paths()).isEqualTo(paths);
        List<String> plan = List.copyOf(bench.told);
        bench.told.clear();
        assertThat(bench.compact()).isEqualTo(planned);
        assertThat(bench.told).isEqualTo(plan);
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
    void aRunThatAnotherMadeMeanwhileIsLeftToIt() throws Exception {
        List<Marker> links = bench.fourLinks();
        CutLakeStore raced = CutLakeStore.whole(bench.lake.store());
        raced.meanwhile = path -> {
            if (path.startsWith("_compacted/")) {
                bench.lake.compact(NOON, links.get(0), links.get(1));
            }
        };

        bench.compaction(raced, CompactionBench.config(Long.MAX_VALUE), CompactionBench.everything())
                .run(bench.scratch(), bench.progress());

        assertThat(bench.told).containsExactly("left " + TOPIC + "-0 [0,4) another job compacted it");
        assertThat(bench.walked()).hasSize(3);
    }

    @Test
    void aWriterMayGoOnMeanwhile() throws Exception {
        bench.fourLinks();
        CutLakeStore busy = CutLakeStore.whole(bench.lake.store());
        busy.meanwhile = path -> {
            if (path.startsWith("events/")) {
                bench.lake.commit(0, track(4, "more"));
            }
        };

        bench.compaction(busy, CompactionBench.config(Long.MAX_VALUE), CompactionBench.everything())
                .run(bench.scratch(), bench.progress());

        assertThat(bench.walked().stream().map(Marker::end)).containsExactly(4L, 5L);
        assertThat(LakeRows.of(bench.lake.store(), temp).values().iterator().next())
                .hasSize(5);
    }

    @Test
    void aLakeElsewhereIsCompactedByFetchingAFileAtATime() throws Exception {
        bench.fourLinks();
        Map<String, List<String>> rows = LakeRows.of(bench.lake.store(), temp);

        bench.compaction(
                        CutLakeStore.whole(bench.lake.store()),
                        CompactionBench.config(Long.MAX_VALUE),
                        CompactionBench.everything())
                .run(bench.scratch(), bench.progress());

        assertThat(bench.walked()).hasSize(1);
        assertThat(LakeRows.of(bench.lake.store(), temp)).isEqualTo(rows);
        try (Stream<Path> left = Files.list(temp.resolve("scratch"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void rowGroupsAreAsLargeAsAskedHoweverSmallTheyWere() throws Exception {
        for (int link = 0; link < 20; link++) {
            long from = link * 50L;
            bench.lake.commit(
                    0,
                    LongStream.range(from, from + 50)
                            .mapToObj(at -> track(at, "e" + at))
                            .toArray(JournalRecord[]::new));
        }

        bench.compact();

        Path file = bench.lake
                .store()
                .local(new CommittedFiles(bench.lake.store()).all().get(0).path())
                .orElseThrow();
        try (ParquetFileReader reader = ParquetFiles.open(file)) {
            assertThat(reader.getFooter().getBlocks()).hasSize(1);
            assertThat(reader.getRecordCount()).isEqualTo(1000);
        }
        assertThat(ParquetFiles.footer(file))
                .containsEntry("ecompulse.start", "0")
                .containsEntry("ecompulse.end", "1000");
    }

    private static byte[] damage(byte[] bytes, int from, int to) {
        byte[] damaged = bytes.clone();
        Arrays.fill(damaged, from, to, (byte) 0x55);
        return damaged;
    }

    private List<String> paths() throws Exception {
        List<String> paths = new ArrayList<>();
        for (String folder : List.of("_commits/", "_compacted/", "_jobs/", "events/", "order_items/")) {
            paths.addAll(bench.lake.store().list(folder, folder));
        }
        return paths;
    }
}
