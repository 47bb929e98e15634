package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.duplicate;
import static io.ecompulse.lake.TestEvents.event;
import static io.ecompulse.lake.TestEvents.raw;
import static io.ecompulse.lake.TestEvents.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
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

    private List<String> paths() throws Exception {
        List<String> paths = new ArrayList<>();
        for (String folder : List.of("_commits/", "_compacted/", "_jobs/", "events/", "order_items/")) {
            paths.addAll(bench.lake.store().list(folder, folder));
        }
        return paths;
    }
}
