package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.ReadableChain;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoaderTest {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int CONFLICTS = 3;
    private static final Duration MAX = Duration.ofSeconds(3);

    @TempDir
    Path temp;

    private final ManualClock clock = new ManualClock(NOON);
    private final MemoryWarehouse warehouse = new MemoryWarehouse();
    private LakeFixture lake;

    @BeforeEach
    void makeLake() throws IOException {
        lake = new LakeFixture(temp);
    }

    @Test
    void walksAChainInSegmentsUpToItsEnd() {
        commit(0, 0, 5);
        Loader loader = loader(2, 100);

        assertThat(loader.pass()).isTrue();
        assertThat(loader.pass()).isTrue();
        assertThat(loader.pass()).isTrue();
        assertThat(loader.pass()).isFalse();

        assertThat(warehouse.trace).containsExactly("0: 0-2", "0: 2-4", "0: 4-5");
    }

    @Test
    void endsASegmentAtItsLimitOfRowsNotBefore() {
        commit(0, 0, 5);

        loader(100, 3).pass();
        assertThat(warehouse.trace).containsExactly("0: 0-3");
        loader(100, 1).pass();
        assertThat(warehouse.trace).containsExactly("0: 0-3", "0: 3-4");
    }

    @Test
    void beginsWhereTheChainBeginsAndGoesOnAtTheWatermark() {
        lake.commit(0, track(500, "a"));

        loader(10, 100).pass();
        lake.commit(0, track(501, "b"));
        loader(10, 100).pass();

        assertThat(warehouse.trace).containsExactly("0: 500-501", "0: 501-502");
    }

    @Test
    void givesEveryPartitionItsTurn() {
        commit(0, 0, 4);
        commit(1, 0, 2);
        Loader loader = loader(2, 100);

        loader.pass();
        loader.pass();

        assertThat(warehouse.trace).containsExactly("0: 0-2", "1: 0-2", "0: 2-4");
    }

    @Test
    void aPoisonedFileStopsItsPartitionOnlyAndIsTriedAgainWithGrowingPauses() {
        commit(0, 0, 3);
        commit(1, 0, 1);
        warehouse.poisoned.add(1L);
        Loader loader = loader(10, 100);

        passes(loader, 3);
        assertThat(warehouse.trace).containsExactly("0: 0-3 failed", "1: 0-1");
        assertThat(loader.problem()).contains(TOPIC + "-0").contains("poisoned");

        clock.advance(FIRST.minusMillis(1));
        passes(loader, 3);
        assertThat(warehouse.trace).hasSize(2);
        clock.advance(Duration.ofMillis(1));
        passes(loader, 3);
        assertThat(warehouse.trace).endsWith("0: 0-1", "0: 1-2 failed").hasSize(4);

        clock.advance(FIRST);
        passes(loader, 3);
        assertThat(warehouse.trace).hasSize(4);
        clock.advance(FIRST);
        passes(loader, 3);
        assertThat(warehouse.trace).endsWith("0: 1-2 failed").hasSize(5);
        clock.advance(MAX);
        passes(loader, 3);
        assertThat(warehouse.trace).hasSize(6);

        warehouse.poisoned.clear();
        clock.advance(MAX);
        passes(loader, 3);
        assertThat(warehouse.trace).endsWith("0: 1-2", "0: 2-3");
        assertThat(loader.problem()).isNull();
    }

    @Test
    void aWarehouseThatIsAwayIsNamedAndComesBack() {
        commit(0, 0, 1);
        warehouse.away = true;
        Loader loader = loader(10, 100);

        assertThat(loader.pass()).isFalse();
        assertThat(loader.problem()).contains("away");

        warehouse.away = false;
        loader.pass();
        assertThat(loader.problem()).isNull();
        assertThat(warehouse.trace).containsExactly("0: 0-1");
    }

    @Test
    void aLoadWhoseAnswerWasLostIsNotDoneAgain() {
        commit(0, 0, 2);
        warehouse.losesAnswers = true;
        Loader loader = loader(10, 100);
        loader.pass();

        warehouse.losesAnswers = false;
        clock.advance(FIRST);
        passes(loader, 3);

        assertThat(warehouse.trace).containsExactly("0: 0-2");
        assertThat(loader.problem()).isNull();
    }

    @Test
    void aMarkerThatIsNoneStopsItsPartition() throws IOException {
        commit(0, 0, 1);
        lake.store().createIfAbsent("_commits/" + TOPIC + "/0/00000000000000000001.json", new byte[] {'{', '}'});
        Loader loader = loader(1, 100);

        passes(loader, 3);

        assertThat(warehouse.trace).containsExactly("0: 0-1");
        assertThat(loader.problem()).contains("Not a commit marker");
    }

    @Test
    void aMarkerInAnotherPlaceIsNotBelieved() throws IOException {
        commit(0, 0, 1);
        byte[] marker = lake.store()
                .read("_commits/" + TOPIC + "/0/00000000000000000000.json")
                .orElseThrow();
        lake.store().createIfAbsent("_commits/" + TOPIC + "/7/00000000000000000000.json", marker);
        Loader loader = loader(1, 100);

        passes(loader, 2);

        assertThat(warehouse.trace).containsExactly("0: 0-1");
        assertThat(loader.problem()).contains("belongs to another place");
    }

    @Test
    void loadsMarkersWithoutFilesToo() {
        lake.commit(WarehouseContract.empty(0, 0, 9));

        loader(10, 100).pass();

        assertThat(warehouse.watermarks()).extracting(Watermark::position).containsExactly(9L);
    }

    @Test
    void aConflictIsTriedAgainAsItIsAndIsAProblemOnlyWhenItComesBack() {
        commit(0, 0, 3);
        warehouse.conflicts = CONFLICTS;
        Loader loader = loader(10, 100);

        for (int i = 1; i < CONFLICTS; i++) {
            loader.pass();
            assertThat(loader.problem()).isNull();
            clock.advance(MAX);
        }
        loader.pass();
        assertThat(loader.problem()).contains("in the way");
        clock.advance(MAX);
        passes(loader, 2);

        assertThat(warehouse.trace).containsExactly("0: 0-3");
        assertThat(loader.problem()).isNull();
    }

    @Test
    void aBadFileIsFoundHeldAndToldAndItsChainStops() {
        commit(0, 0, 4);
        warehouse.bad.add(2L);
        Loader loader = loader(10, 100);

        passesWithPauses(loader, 6);

        assertThat(warehouse.positions).containsEntry(0, 2L);
        assertThat(warehouse.held)
                .extracting(HeldFile::start, HeldFile::skipped)
                .containsExactly(tuple(2L, false));
        assertThat(loader.problem()).contains("a bad file").contains("ecompulse quarantine skip");
    }

    @Test
    void theChainGoesOnOnceAnOperatorLetsTheFileGo() {
        commit(0, 0, 4);
        warehouse.bad.add(2L);
        Loader loader = loader(10, 100);
        passesWithPauses(loader, 6);

        warehouse.skip(warehouse.held.get(0).file().path());
        passesWithPauses(loader, 4);

        assertThat(warehouse.positions).containsEntry(0, 4L);
        assertThat(loader.problem()).isNull();
    }

    @Test
    void thePolicySkipsAsManyFilesAsItMayAndNoMore() {
        commit(0, 0, 4);
        warehouse.bad.add(1L);
        warehouse.bad.add(3L);
        Loader loader = loader(10, 100, WarehouseConfig.BadFile.SKIP);

        passesWithPauses(loader, 10);

        assertThat(warehouse.positions).containsEntry(0, 3L);
        assertThat(warehouse.held)
                .extracting(HeldFile::start, HeldFile::skipped)
                .containsExactly(tuple(1L, true), tuple(3L, false));
    }

    private void commit(int partition, long from, long to) {
        for (long offset = from; offset < to; offset++) {
            lake.commit(partition, track(offset, "e" + offset));
        }
    }

    @Test
    void filesThatWereCompactedAwayWhileTheyWereLoadedAreNotHeld() throws Exception {
        Marker first = lake.commit(0, track(0, "a"));
        Marker second = lake.commit(0, track(1, "b"));
        warehouse.positions.put(0, 1L);
        warehouse.bad.add(1L);
        warehouse.meanwhile = () -> {
            Marker run = lake.compact(NOON, first, second);
            lake.deleteReplaced(run, first, second);
            warehouse.meanwhile = () -> {};
        };
        Loader loader = loader(1, 100, WarehouseConfig.BadFile.SKIP);

        passesWithPauses(loader, 3);

        assertThat(warehouse.held).isEmpty();
        assertThat(loader.problem()).contains("inside the run [0,2)");
    }

    private static void passes(Loader loader, int count) {
        for (int i = 0; i < count; i++) {
            loader.pass();
        }
    }

    private void passesWithPauses(Loader loader, int count) {
        for (int i = 0; i < count; i++) {
            passes(loader, 2);
            clock.advance(MAX);
        }
    }

    private Loader loader(int links, int rows) {
        return loader(links, rows, WarehouseConfig.BadFile.STOP);
    }

    private Loader loader(int links, int rows, WarehouseConfig.BadFile badFile) {
        WarehouseConfig.Load config = new WarehouseConfig.Load(FIRST, links, rows, FIRST, MAX, CONFLICTS, badFile, 1);
        StageMeters meters = new StageMeters(new SimpleMeterRegistry(), Stage.WAREHOUSE);
        return new Loader(new ReadableChain(lake.store()), warehouse, config, meters, clock);
    }
}
