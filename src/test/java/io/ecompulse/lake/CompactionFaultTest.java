package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.event;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The job and the removal of what it replaced, cut at every change to the store, beside readers and beside each other. */
final class CompactionFaultTest {
    private static final Instant LATER = NOON.plus(Duration.ofHours(5));
    private static final Duration DAY = Duration.ofDays(1);
    /** More than either job makes. */
    private static final int CHANGES = 8;

    private static final Duration LEASE = Duration.ofMinutes(15);
    private static final String ORDER = "{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":\"order\","
            + "\"properties\":{\"products\":[{\"sku\":\"TEA\"},{\"sku\":\"CUP\"}]}}";

    @TempDir
    Path temp;

    private final ManualClock clock = new ManualClock(LATER);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cutAtAnyChangeEveryRowIsReadOnceAndASecondRunEndsTheSame(boolean after) throws Exception {
        List<String> end = null;
        for (int cut = 0; cut <= CHANGES; cut++) {
            Path folder = Files.createDirectory(temp.resolve("cut" + cut));
            LakeFixture lake = fill(folder);
            Map<String, List<String>> rows = LakeRows.of(lake.store(), folder);
            List<String> totals = LakeRows.totals(lake.store());
            Map<Long, List<Long>> tails = LakeRows.tails(lake.store(), folder);

            CutLakeStore dying = new CutLakeStore(lake.store(), cut, after);
            job(dying, folder, clock, true);
            assertThat(dying.changes()).isLessThan(CHANGES);
            assertThat(LakeRows.of(lake.store(), folder)).as("cut at %d", cut).isEqualTo(rows);
            assertThat(LakeRows.findings(lake.store(), folder)).isEmpty();
            clock.advance(DAY.plus(LEASE));
            job(new CutLakeStore(lake.store(), cut, after), folder, clock, false);
            assertThat(LakeRows.of(lake.store(), folder))
                    .as("removal cut at %d", cut)
                    .isEqualTo(rows);

            assertThat(tails).containsAllEntriesOf(LakeRows.tails(lake.store(), folder));

            job(lake.store(), folder, clock, true);
            clock.advance(DAY.plusMillis(1));
            job(lake.store(), folder, clock, false);

            assertThat(LakeRows.of(lake.store(), folder)).isEqualTo(rows);
            assertThat(LakeRows.totals(lake.store())).isEqualTo(totals);
            assertThat(LakeRows.findings(lake.store(), folder)).isEmpty();
            List<String> files = tables(lake.store());
            assertThat(files).containsExactlyInAnyOrderElementsOf(read(lake.store()));
            assertThat(end == null || files.size() == end.size()).isTrue();
            end = files;
        }
        assertThat(end).hasSize(3);
    }

    @Test
    void aJobThatLostItsLeaseLeavesTheRunToTheOther() throws Exception {
        LakeFixture lake = fill(temp);
        Map<String, List<String>> rows = LakeRows.of(lake.store(), temp);
        CutLakeStore paused = CutLakeStore.whole(lake.store());
        paused.meanwhile = path -> {
            if (path.startsWith("order_items/")) {
                clock.advance(LEASE);
                job(lake.store(), Files.createDirectory(temp.resolve("other")), clock, true);
            }
        };

        assertThat(job(paused, temp, clock, true)).contains("another such job took this lake");

        assertThat(LakeRows.of(lake.store(), temp)).isEqualTo(rows);
        assertThat(new CompactedRuns(lake.store()).all(TOPIC, 0)).hasSize(1);
        clock.advance(DAY.plusMillis(1));
        job(lake.store(), temp, clock, false);
        assertThat(tables(lake.store())).containsExactlyInAnyOrderElementsOf(read(lake.store()));
        assertThat(LakeRows.of(lake.store(), temp)).isEqualTo(rows);
    }

    @Test
    void twoJobsAtOnceAreOneAfterTheOther() throws Exception {
        LakeFixture lake = fill(temp);
        Map<String, List<String>> rows = LakeRows.of(lake.store(), temp);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<String>> jobs = new ArrayList<>();
            for (String name : List.of("one", "other")) {
                Path folder = Files.createDirectory(temp.resolve(name));
                jobs.add(threads.submit(() -> job(lake.store(), folder, InstantSource.fixed(LATER), true)));
            }
            List<String> said = new ArrayList<>();
            for (Future<String> job : jobs) {
                said.add(job.get(1, TimeUnit.MINUTES));
            }
            assertThat(said).contains("").allMatch(line -> line.isEmpty() || line.contains("another such job"));
        } finally {
            threads.shutdownNow();
        }

        assertThat(LakeRows.of(lake.store(), temp)).isEqualTo(rows);
        assertThat(new CompactedRuns(lake.store()).all(TOPIC, 0)).hasSize(1);
        assertThat(tables(lake.store()))
                .filteredOn(path -> path.contains("/compact-"))
                .hasSize(2);
    }

    @Test
    void aReaderBesideAJobAndTheRemovalSeesEachRowOnce() throws Exception {
        LakeFixture lake = fill(temp);
        Map<String, List<String>> rows = LakeRows.of(lake.store(), temp);
        Path reading = Files.createDirectory(temp.resolve("reading"));
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> reader = thread.submit(() -> {
                int whole = 0;
                while (!over.get() || whole == 0) {
                    try {
                        assertThat(LakeRows.of(lake.store(), reading)).isEqualTo(rows);
                        whole++;
                    } catch (NoSuchFileException gone) {
                        // Removed sooner than the command does; whoever meets it walks anew.
                    }
                }
                return whole;
            });
            for (int i = 0; i < 3; i++) {
                job(lake.store(), temp, clock, true);
                clock.advance(DAY.plusMillis(1));
                job(lake.store(), temp, clock, false);
            }
            over.set(true);

            assertThat(reader.get(1, TimeUnit.MINUTES)).isPositive();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void whatWasReplacedGoesOnceItIsOldEnoughAndOnlyWhileWhatReplacedItStands() throws Exception {
        LakeFixture lake = fill(temp);
        job(lake.store(), temp, clock, true);
        CompactedRun run = new CompactedRuns(lake.store()).all(TOPIC, 0).get(0);

        assertThat(dead(lake, run.at()).replaced()).isEmpty();
        DeadFiles.Found found = dead(lake, run.at().plusMillis(1));
        assertThat(found.orphans()).isEmpty();
        assertThat(found.replaced()).hasSize(1);
        assertThat(found.replaced().get(0).paths()).hasSize(5);

        lake.store().delete(run.link().files().get(0).path());
        assertThat(dead(lake, run.at().plusMillis(1)).replaced()).isEmpty();
    }

    @Test
    void aRunThatIsDeletedWhileItsSmallFilesStandIsMadeAnew() throws Exception {
        LakeFixture lake = fill(temp);
        Map<String, List<String>> rows = LakeRows.of(lake.store(), temp);
        job(lake.store(), temp, clock, true);
        CompactedRun bad = new CompactedRuns(lake.store()).all(TOPIC, 0).get(0);
        Path large = lake.store().local(bad.link().files().get(0).path()).orElseThrow();
        Files.write(large, new byte[] {1, 2, 3});
        assertThat(LakeRows.findings(lake.store(), temp)).isNotEmpty();

        lake.store().delete("_compacted/" + TOPIC + "/0/" + CommitChain.name(0)); // As docs/lake.md says.

        assertThat(LakeRows.of(lake.store(), temp)).isEqualTo(rows);
        assertThat(job(lake.store(), temp, clock, true)).isEmpty();
        clock.advance(DAY.plusMillis(1));
        job(lake.store(), temp, clock, false);
        assertThat(LakeRows.of(lake.store(), temp)).isEqualTo(rows);
        assertThat(LakeRows.findings(lake.store(), temp)).isEmpty();
        assertThat(tables(lake.store())).containsExactlyInAnyOrderElementsOf(read(lake.store()));
    }

    @Test
    void aCompactedFileWithoutItsRunIsAnOrphanByItsOwnAge() throws Exception {
        LakeFixture lake = fill(temp);
        job(new CutLakeStore(lake.store(), 2, true), temp, clock, true); // The lease, and two files.

        assertThat(dead(lake, LATER).orphans()).isEmpty();
        assertThat(dead(lake, LATER.plusMillis(1)).orphans()).hasSize(2).allMatch(path -> path.contains("/compact-0-"));
    }

    /** Three links of an hour, one of them with an order, and one of the hour that goes on. */
    private static LakeFixture fill(Path folder) throws IOException {
        LakeFixture lake = new LakeFixture(folder);
        lake.commit(0, track(0, "a"), track(1, "b"));
        lake.commit(0, event(2, ORDER));
        lake.commit(0, event(3, ORDER.replace("order", "second")));
        lake.commit(0, event(4, "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"z\"}", LATER));
        return lake;
    }

    private static DeadFiles.Found dead(LakeFixture lake, Instant madeBefore) throws IOException {
        return new DeadFiles(lake.store(), "2026-11-24", madeBefore).find();
    }

    /** Runs the job, or the removal of what it and crashes left; what went wrong, else nothing. */
    private static String job(LakeStore store, Path folder, InstantSource clock, boolean compact) throws IOException {
        CompactConfig config = new CompactConfig(Duration.ofHours(2), Long.MAX_VALUE, 1024 * 1024, LEASE);
        List<String> left = new ArrayList<>();
        Compaction.Progress progress = new Compaction.Progress() {
            @Override
            public void compacted(Compaction.Told run) {}

            @Override
            public void left(String place, String why) {
                left.add(why);
            }
        };
        try {
            if (compact) {
                Path scratch = Files.createDirectories(folder.resolve("scratch"));
                new Compaction(store, LakeFixture.config(folder), config, CompactLimits.withoutWarehouse(), clock)
                        .run(scratch, progress);
            } else {
                DeadFiles dead =
                        new DeadFiles(store, "2026-11-24", clock.instant().minus(DAY));
                DeadFiles.Found found = dead.find();
                for (String orphan : found.orphans()) {
                    dead.delete(orphan);
                }
                for (DeadFiles.Replaced replaced : found.replaced()) {
                    dead.delete(replaced);
                }
            }
            return String.join("; ", left);
        } catch (IOException cut) {
            return String.valueOf(cut.getMessage());
        }
    }

    /** All files of the tables, whoever lists them. */
    private static List<String> tables(LakeStore store) throws IOException {
        List<String> files = new ArrayList<>();
        for (Table table : Tables.ALL) {
            files.addAll(store.list(table.name() + "/", table.name() + "/"));
        }
        return files;
    }

    private static List<String> read(LakeStore store) throws IOException {
        return new CommittedFiles(store).all().stream().map(Marker.File::path).toList();
    }
}
