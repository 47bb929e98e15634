package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.batch;
import static io.ecompulse.lake.TestEvents.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Rewind;
import io.ecompulse.lake.LakeStage.Outlet;
import io.ecompulse.lake.TracedLakeStore.Cut;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LakeStageTest {
    @TempDir
    Path temp;

    private final ManualClock clock = new ManualClock(NOON);
    private final TracedLakeStore store = new TracedLakeStore(new MemoryLakeStore());
    private final List<String> trace = store.trace;
    private final CommitChain chain = new CommitChain(store);
    private Spool spool;
    private LakeStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = stage(LakeFixture.config(temp), store);
    }

    @AfterEach
    void leaveTheSpool() throws IOException {
        spool.close();
    }

    private LakeStage stage(LakeConfig config, LakeStore on) throws IOException {
        if (spool != null) {
            spool.close();
        }
        spool = Spool.open(config.spool());
        Windows windows = new Windows(config, new Windows.Ground(on, spool, clock, new Random()));
        Outlet outlet = new Outlet(
                (partition, end) -> trace.add("settled " + partition + "-" + end),
                () -> trace.add("told"),
                LakeFixture.meters());
        return new LakeStage(TOPIC, windows, outlet);
    }

    @Test
    void storesThenMarksThenSettles() {
        stage.position(3);

        assertThat(stage.take(batch(3, 10, track(10, "a"), track(11, "b"))).succeeded())
                .isTrue();
        assertThat(trace).isEmpty();
        clock.advance(LakeFixture.AGE);
        stage.tick(clock.instant());

        assertThat(trace)
                .containsExactly(
                        "stored events/v=1/date=2026-11-23/hour=12/3-00000000000000000010",
                        "marker _commits/ecompulse.events/3/00000000000000000010.json",
                        "settled 3-12",
                        "told");
        assertThat(spooled()).isEmpty();
    }

    @Test
    void writesTheMarkerThatTheDesignNames() throws IOException {
        stage.position(3);
        JournalRecord doubled = TestEvents.duplicate(track(11, "a"));
        stage.take(batch(3, 10, track(10, "a"), doubled, TestEvents.raw(12, "junk".getBytes(UTF_8))));
        stage.release(3, true);

        String json = new String(
                store.read("_commits/ecompulse.events/3/00000000000000000010.json")
                        .orElseThrow(),
                UTF_8);

        assertThat(json.replaceAll("[0-9a-f]{16}", "W").replaceAll("\"bytes\":\\d+", "\"bytes\":B"))
                .isEqualTo("{\"topic\":\"ecompulse.events\",\"partition\":3,\"start\":10,\"end\":13,\"files\":["
                        + "{\"table\":\"events\",\"path\":\"events/v=1/date=2026-11-23/hour=12/3-W0010-W.parquet\","
                        + "\"bytes\":B,\"rows\":1,\"version\":1}],\"duplicates\":1,\"unreadable\":1,"
                        + "\"receivedFrom\":\"2026-11-23T12:00:00Z\",\"receivedTo\":\"2026-11-23T12:00:00Z\","
                        + "\"sources\":{\"dev\":{\"rows\":1,\"duplicates\":1}},\"writer\":\"W\"}");
        Marker marker = chain.at(TOPIC, 3, 10).orElseThrow();
        assertThat(marker.bytes())
                .isEqualTo(store.read(marker.files().get(0).path()).orElseThrow().length);
        assertThat(MarkerJson.read(MarkerJson.write(marker))).isEqualTo(marker);
    }

    @Test
    void readsOnAtTheEndOfTheChain() {
        assertThat(stage.position(0).result()).isEmpty();
        stage.take(batch(0, 5, track(5, "a")));
        stage.release(0, true);

        assertThat(stage.position(0).result()).hasValue(6);
    }

    @Test
    void commitsAMarkerWithoutFilesForDuplicatesOnly() throws IOException {
        stage.position(0);
        stage.take(batch(0, 0, TestEvents.duplicate(track(0, "a"))));
        stage.release(0, true);

        assertThat(trace)
                .containsExactly("marker _commits/ecompulse.events/0/00000000000000000000.json", "settled 0-1", "told");
        assertThat(chain.at(TOPIC, 0, 0).orElseThrow().files()).isEmpty();
    }

    @Test
    void movesTheChainOverPositionsWithoutRecords() throws IOException {
        stage.position(0);
        stage.take(new JournalBatch(TOPIC, 0, 0, 4, List.of()));
        stage.release(0, true);

        assertThat(chain.end(TOPIC, 0)).hasValue(4);
    }

    @ParameterizedTest
    @EnumSource(
            value = Cut.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NOWHERE", "READ"})
    void cutAfterEachStepSettlesNothingAndASecondRunStoresEachRowOnce(Cut cut) throws IOException {
        stage.position(0);
        store.cut(cut);
        stage.take(batch(0, 0, track(0, "a"), track(1, "b")));
        clock.advance(LakeFixture.AGE);

        Future<Void> failed = stage.take(batch(0, 2, track(2, "c")));
        stage.release(0, false);

        assertThat(failed.cause()).isInstanceOf(IOException.class).hasMessage("cut " + cut);
        assertThat(trace).noneMatch(step -> step.startsWith("settled"));
        assertThat(stage.problem()).isNull();
        assertThat(spooled()).isEmpty();

        store.cut(Cut.NOWHERE);
        LakeStage second = stage(LakeFixture.config(temp), store);
        readAll(second, 0, track(0, "a"), track(1, "b"), track(2, "c"));

        assertThat(committedOffsets(0)).containsExactly(0L, 1L, 2L);
        assertThat(second.position(0).result()).hasValue(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Cut.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NOWHERE", "READ"})
    void aFailedTickIsTriedAgainAndStoresEachRowOnce(Cut cut) throws IOException {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a"), track(1, "b")));
        clock.advance(LakeFixture.AGE);
        store.cut(cut);
        stage.tick(clock.instant());
        stage.tick(clock.instant());
        assertThat(trace).noneMatch(step -> step.startsWith("settled"));
        assertThat(stage.problem()).contains("ecompulse.events-0", "cut " + cut);

        store.cut(Cut.NOWHERE);
        stage.tick(clock.instant());

        assertThat(trace).endsWith("settled 0-2", "told");
        assertThat(stage.problem()).isNull();
        assertThat(committedOffsets(0)).containsExactly(0L, 1L);
        assertThat(spooled()).isEmpty();
    }

    @Test
    void aBatchAfterAFailedTickCommitsTheOldWindowFirst() throws IOException {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));
        clock.advance(LakeFixture.AGE);
        store.cut(Cut.BEFORE_MARKER);
        stage.tick(clock.instant());
        Future<Void> whileDown = stage.take(batch(0, 1, track(1, "b")));
        assertThat(whileDown.failed()).isTrue();

        store.cut(Cut.NOWHERE);
        stage.release(0, false);
        readAll(stage, 0, track(0, "a"), track(1, "b"));

        assertThat(committedOffsets(0)).containsExactly(0L, 1L);
    }

    @Test
    void aBatchThatFailedHalfWayIsNeverSealedByALaterTick() throws IOException {
        stage = stage(config(LakeFixture.AGE, size(track(0, "a")), 64 * LakeFixture.MIB), store);
        stage.position(0);
        store.cut(Cut.BEFORE_MARKER);
        assertThat(stage.take(batch(0, 0, track(0, "a"), track(1, "b"))).failed())
                .isTrue();
        store.cut(Cut.NOWHERE);
        clock.advance(LakeFixture.AGE);

        stage.tick(clock.instant());

        assertThat(trace).noneMatch(step -> step.startsWith("settled") || step.startsWith("marker"));
    }

    @Test
    void aZombieThatLosesTheRaceDropsItsWindow() throws IOException {
        LakeStage zombie = stage;
        zombie.position(0);
        zombie.take(batch(0, 0, track(0, "a")));
        Spool zombieSpool = spool;
        spool = null;
        LakeConfig other = LakeFixture.config(temp.resolve("other"));
        LakeStage owner = stage(other, store);
        readAll(owner, 0, track(0, "a"), track(1, "b"));
        int before = trace.size();

        clock.advance(LakeFixture.AGE);
        zombie.tick(clock.instant());
        Future<Void> next = zombie.take(batch(0, 1, track(1, "b")));

        assertThat(next.cause()).isInstanceOf(Rewind.class).hasMessageContaining("another writer");
        assertThat(trace.subList(before, trace.size())).noneMatch(step -> step.startsWith("settled"));
        assertThat(committedOffsets(0)).containsExactly(0L, 1L);
        zombie.release(0, false);
        assertThat(zombie.position(0).result()).hasValue(2);
        zombieSpool.close();
    }

    @Test
    void aWindowIsSealedByAgeNotBefore() {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));

        clock.advance(LakeFixture.AGE.minusNanos(1));
        stage.tick(clock.instant());
        assertThat(trace).isEmpty();
        clock.advance(Duration.ofNanos(1));
        stage.tick(clock.instant());

        assertThat(trace).hasSize(4);
    }

    @Test
    void aWindowIsSealedByItsBytesNotBefore() throws IOException {
        long two = size(track(0, "a")) + size(track(1, "b"));
        stage = stage(config(LakeFixture.AGE, two + 1, 64 * LakeFixture.MIB), store);
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a"), track(1, "b")));
        assertThat(trace).isEmpty();

        stage = stage(config(LakeFixture.AGE, two, 64 * LakeFixture.MIB), store);
        stage.position(1);
        stage.take(batch(1, 0, track(0, "a"), track(1, "b"), track(2, "c")));

        assertThat(trace).contains("settled 1-2").doesNotContain("settled 1-3");
    }

    @Test
    void aLaterHourOpensAnotherWindowAnEarlierDoesNot() throws IOException {
        Instant lastMilli = Instant.parse("2026-11-23T12:59:59.999Z");
        stage.position(0);
        stage.take(batch(0, 0, at(0, lastMilli), at(1, lastMilli.minusSeconds(7200)), at(2, lastMilli)));
        assertThat(trace).isEmpty();

        stage.take(batch(0, 3, at(3, lastMilli.plusMillis(1))));
        stage.release(0, true);

        assertThat(trace)
                .containsExactly(
                        "stored events/v=1/date=2026-11-23/hour=12/0-00000000000000000000",
                        "marker _commits/ecompulse.events/0/00000000000000000000.json",
                        "settled 0-3",
                        "told",
                        "stored events/v=1/date=2026-11-23/hour=13/0-00000000000000000003",
                        "marker _commits/ecompulse.events/0/00000000000000000003.json",
                        "settled 0-4",
                        "told");
        Marker first = chain.at(TOPIC, 0, 0).orElseThrow();
        assertThat(first.receivedFrom()).isEqualTo(lastMilli.minusSeconds(7200));
        assertThat(first.receivedTo()).isEqualTo(lastMilli);
    }

    @Test
    void overTheMemoryBudgetTheLargestWindowIsSealed() throws IOException {
        long budget = memory(3);
        stage = stage(config(LakeFixture.AGE, LakeFixture.MIB, budget), store);
        stage.position(0);
        stage.position(1);
        stage.take(batch(0, 0, track(0, "a"), track(1, "b"), track(2, "c")));
        assertThat(trace).isEmpty();

        stage.take(batch(1, 0, track(0, "a")));

        assertThat(trace).contains("settled 0-3").noneMatch(step -> step.startsWith("settled 1"));
    }

    @Test
    void anOrderlyReleaseCommitsADisorderlyOneDrops() {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));
        stage.release(0, false);
        assertThat(trace).isEmpty();
        assertThat(spooled()).isEmpty();

        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));
        stage.release(0, true);

        assertThat(trace).hasSize(4).contains("settled 0-1");
    }

    @Test
    void aReleaseThatCannotCommitHoldsNothing() {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));
        store.cut(Cut.BEFORE_STORE);

        assertThat(stage.release(0, true).failed()).isTrue();

        assertThat(spooled()).isEmpty();
        store.cut(Cut.NOWHERE);
        clock.advance(LakeFixture.AGE);
        stage.tick(clock.instant());
        assertThat(trace).isEmpty();
    }

    @Test
    void aPositionThatCannotBeReadFails() {
        store.cut(Cut.READ);

        assertThat(stage.position(0).cause()).isInstanceOf(IOException.class);
        assertThat(stage.problem()).contains("cut READ");
    }

    @Test
    void aBatchThatDoesNotFollowIsRefused() {
        stage.position(0);
        stage.take(batch(0, 5, track(5, "a")));

        assertThat(stage.take(batch(0, 4, track(4, "x"))).cause()).isInstanceOf(Rewind.class);

        stage.release(0, false);
        stage.position(0);
        stage.take(batch(0, 5, track(5, "a")));
        assertThat(stage.take(batch(0, 7, track(7, "x"))).cause()).isInstanceOf(Rewind.class);
    }

    @Test
    void aHoleLeftByRetentionIsCoveredByTheNextWindow() throws IOException {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));
        stage.release(0, true);
        stage.position(0);

        stage.take(batch(0, 100, track(100, "b")));
        stage.release(0, true);

        assertThat(chain.at(TOPIC, 0, 1).orElseThrow().end()).isEqualTo(101);
        assertThat(committedOffsets(0)).containsExactly(0L, 100L);
    }

    @Test
    void aPartitionThatWasNeverAskedForIsRefused() {
        assertThat(stage.take(batch(9, 0, track(0, "a"))).cause()).isInstanceOf(Rewind.class);
    }

    @Test
    void aFullDiskFailsTheBatchAndLeavesNothing() throws IOException {
        stage.position(0);
        takeAway(temp.resolve("spool"));

        Future<Void> failed = stage.take(batch(0, 0, track(0, "a")));

        assertThat(failed.cause()).isInstanceOf(IOException.class);
        clock.advance(LakeFixture.AGE);
        stage.tick(clock.instant());
        assertThat(trace).isEmpty();
    }

    /** A file cannot be created in it any more, whoever runs the test. */
    private static void takeAway(Path folder) throws IOException {
        Files.delete(folder.resolve(".lock"));
        Files.delete(folder);
    }

    private void readAll(LakeStage by, int partition, JournalRecord... records) {
        OptionalLong position = by.position(partition).result();
        long from = position.orElse(records[0].offset());
        JournalRecord[] rest =
                Stream.of(records).filter(record -> record.offset() >= from).toArray(JournalRecord[]::new);
        if (rest.length > 0) {
            assertThat(by.take(batch(partition, from, rest)).succeeded()).isTrue();
        }
        assertThat(by.release(partition, true).succeeded()).isTrue();
    }

    /** The offsets of all rows in committed files, as the files themselves say. */
    private List<Long> committedOffsets(int partition) throws IOException {
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

    private List<Path> spooled() {
        try (Stream<Path> files = Files.list(temp.resolve("spool"))) {
            return files.filter(file -> file.toString().endsWith(".parquet")).toList();
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private LakeConfig config(Duration age, long windowBytes, long memoryBytes) {
        LakeConfig base = LakeFixture.config(temp);
        return new LakeConfig(
                base.root(),
                base.spool(),
                base.group(),
                age,
                windowBytes,
                base.rowGroupBytes(),
                memoryBytes,
                base.zstdLevel(),
                base.tick());
    }

    /** What a file with so many rows holds in memory. */
    private long memory(int rows) throws IOException {
        SpoolFile spooled = spool.create("probe");
        RowFile file = RowFile.create(spooled, EventsTable.TABLE, LakeFixture.config(temp), java.util.Map.of());
        for (int i = 0; i < rows; i++) {
            EventRow row = EventRow.read(track(i, "abc".substring(i, i + 1)), TOPIC.getBytes(UTF_8), 0);
            file.append(new RowEncoder(EventsTable.TABLE).encode(row));
        }
        long bytes = file.bufferedBytes();
        file.discard();
        return bytes;
    }

    private static long size(JournalRecord record) {
        return record.value().length;
    }

    private static JournalRecord at(long offset, Instant receivedAt) {
        return TestEvents.event(
                offset, "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"" + offset + "\"}", receivedAt);
    }
}
