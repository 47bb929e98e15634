package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.event;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.TestEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every warehouse promises. */
abstract class WarehouseContract {
    static final Duration DUPLICATES = Duration.ofHours(1);

    @TempDir
    Path temp;

    LakeFixture lake;
    Warehouse warehouse;

    abstract Warehouse open(LakeStore store) throws WarehouseFault;

    /** All event ids, sorted. */
    abstract List<String> ids();

    LakeFixture openLake() throws IOException {
        return new LakeFixture(temp);
    }

    @BeforeEach
    void openWarehouse() throws IOException, WarehouseFault {
        lake = openLake();
        warehouse = open(lake.store());
        warehouse.prepare();
    }

    @AfterEach
    void closeWarehouse() throws WarehouseFault {
        warehouse.close();
    }

    @Test
    void loadsAChainLinkByLink() throws Exception {
        Marker first = lake.commit(0, track(0, "a"), track(1, "b"));
        Marker second = lake.commit(0, track(2, "c"));

        assertThat(warehouse.load(beginning(first))).isEqualTo(new Loaded(1, 2, 0));
        assertThat(warehouse.load(following(second))).isEqualTo(new Loaded(1, 1, 0));

        assertThat(ids()).containsExactly("a", "b", "c");
        assertThat(warehouse.watermarks()).containsExactly(new Watermark(TOPIC, 0, 3, 2, 3, 0));
    }

    @Test
    void loadsSeveralLinksInOneTransaction() throws Exception {
        Marker first = lake.commit(0, track(0, "a"), track(1, "b"));
        Marker second = lake.commit(0, track(2, "c"));

        Loaded loaded = warehouse.load(new ChainSegment(List.of(first, second), true));

        assertThat(loaded).isEqualTo(new Loaded(2, 3, 0));
        assertThat(ids()).containsExactly("a", "b", "c");
    }

    @Test
    void loadsAReplayedMarkerOnce() throws Exception {
        Marker first = lake.commit(0, track(0, "a"));
        warehouse.load(beginning(first));

        assertThatThrownBy(() -> warehouse.load(beginning(first)))
                .isInstanceOf(LoadRefused.class)
                .hasMessageContaining("loaded up to 1");
        assertThatThrownBy(() -> warehouse.load(following(first))).isInstanceOf(LoadRefused.class);

        assertThat(ids()).containsExactly("a");
    }

    @Test
    void refusesAGapAndAnOverlap() throws Exception {
        Marker first = lake.commit(0, track(0, "a"), track(1, "b"));
        warehouse.load(beginning(first));

        assertThatThrownBy(() -> warehouse.load(following(empty(0, 3, 4)))).isInstanceOf(LoadRefused.class);
        assertThatThrownBy(() -> warehouse.load(following(empty(0, 1, 4)))).isInstanceOf(LoadRefused.class);

        assertThat(warehouse.watermarks()).containsExactly(new Watermark(TOPIC, 0, 2, 1, 2, 0));
        assertThat(warehouse.load(following(empty(0, 2, 4)))).isEqualTo(new Loaded(0, 0, 0));
        assertThat(warehouse.watermarks()).containsExactly(new Watermark(TOPIC, 0, 4, 1, 2, 0));
    }

    @Test
    void beginsAboveZeroOnlyWhereTheChainBegins() throws Exception {
        Marker later = lake.commit(0, track(500, "a"));

        assertThatThrownBy(() -> warehouse.load(following(later)))
                .isInstanceOf(LoadRefused.class)
                .hasMessageContaining("from its beginning");
        warehouse.load(beginning(later));

        assertThat(ids()).containsExactly("a");
    }

    @Test
    void keepsPartitionsApart() throws Exception {
        warehouse.load(beginning(lake.commit(0, track(0, "a"))));
        warehouse.load(beginning(lake.commit(1, track(7, "b"))));

        assertThat(warehouse.watermarks())
                .containsExactly(new Watermark(TOPIC, 0, 1, 1, 1, 0), new Watermark(TOPIC, 1, 8, 1, 1, 0));
    }

    @Test
    void storesAnEventOnceWithinAFileAcrossFilesAndAcrossPartitions() throws Exception {
        Marker first = lake.commit(0, track(0, "a"), track(1, "a"));
        Marker second = lake.commit(0, track(2, "a"), track(3, "b"));
        Marker other = lake.commit(1, track(0, "b"));

        assertThat(warehouse.load(beginning(first))).isEqualTo(new Loaded(1, 1, 1));
        assertThat(warehouse.load(following(second))).isEqualTo(new Loaded(1, 1, 1));
        assertThat(warehouse.load(beginning(other))).isEqualTo(new Loaded(1, 0, 1));

        assertThat(ids()).containsExactly("a", "b");
        assertThat(warehouse.watermarks())
                .containsExactly(new Watermark(TOPIC, 0, 4, 2, 2, 2), new Watermark(TOPIC, 1, 1, 1, 0, 1));
    }

    @Test
    void takesTheSameIdForAnotherEventBeyondTheWindow() throws Exception {
        String json = "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"a\"}";
        Marker first = lake.commit(0, event(0, json, NOON));
        Marker atLimit = lake.commit(0, event(1, json, NOON.plus(DUPLICATES)));
        Marker beyond = lake.commit(0, event(2, json, NOON.plus(DUPLICATES).plusMillis(1)));
        warehouse.load(beginning(first));

        assertThat(warehouse.load(following(atLimit))).isEqualTo(new Loaded(1, 0, 1));
        assertThat(warehouse.load(following(beyond))).isEqualTo(new Loaded(1, 1, 0));
    }

    @Test
    void storesBothEventsOfAConflict() throws Exception {
        Marker first = lake.commit(0, track(0, "a"), TestEvents.conflict(track(1, "a"), 0xfeL));
        Marker again = lake.commit(0, TestEvents.conflict(track(2, "a"), 0xfeL), track(3, "a"));

        assertThat(warehouse.load(beginning(first))).isEqualTo(new Loaded(1, 2, 0));
        assertThat(warehouse.load(following(again))).isEqualTo(new Loaded(1, 0, 2));

        assertThat(ids()).containsExactly("a", "a~00000000000000fe");
    }

    @Test
    void loadsFilesOfAnEarlierVersionBesideNewOnes() throws Exception {
        Marker old = lake.commitVersion1(0, track(0, "a"));
        Marker young = lake.commit(0, track(1, "b"));
        Marker another = lake.commitVersion1(0, track(2, "a"), track(3, "c"));

        assertThat(warehouse.load(new ChainSegment(List.of(old, young), true))).isEqualTo(new Loaded(2, 2, 0));
        assertThat(warehouse.load(following(another))).isEqualTo(new Loaded(1, 1, 1));

        assertThat(ids()).containsExactly("a", "b", "c");
    }

    @Test
    void takesTheSameIdOfAnotherSourceForAnotherEvent() throws Exception {
        String json = "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"a\"}";
        Marker first = lake.commit(0, event(0, json, about("one")), event(1, json, about("two")));

        assertThat(warehouse.load(beginning(first))).isEqualTo(new Loaded(1, 2, 0));
    }

    @Test
    void aFileThatIsMissingLeavesNothingOfItsSegment() throws Exception {
        Marker good = lake.commit(0, track(0, "a"));
        Marker bad = lake.commit(0, track(1, "b"));
        lake.store().delete(bad.files().get(0).path());

        assertThatThrownBy(() -> warehouse.load(new ChainSegment(List.of(good, bad), true)))
                .isInstanceOf(WarehouseFault.class);

        assertThat(ids()).isEmpty();
        assertThat(warehouse.watermarks()).isEmpty();
        warehouse.load(beginning(good));
        assertThat(ids()).containsExactly("a");
    }

    @Test
    void aFileWithOtherRowsThanItsMarkerSaysIsRefused() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"), track(1, "b"));
        Marker.File file = marker.files().get(0);
        Marker.File lying = new Marker.File(file.table(), file.path(), file.bytes(), 3, file.version());

        assertThatThrownBy(() -> warehouse.load(beginning(with(marker, lying))))
                .isInstanceOf(WarehouseFault.class)
                .hasMessageContaining("holds 2 rows where its marker says 3");

        assertThat(ids()).isEmpty();
    }

    @Test
    void aFileOfAnUnknownTableOrVersionIsRefused() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        Marker.File file = marker.files().get(0);
        Marker.File newer = new Marker.File(file.table(), file.path(), file.bytes(), 1, file.version() + 1);
        Marker.File unborn = new Marker.File(file.table(), file.path(), file.bytes(), 1, 0);
        Marker.File other = new Marker.File("other", file.path(), file.bytes(), 1, file.version());

        for (Marker.File unknown : List.of(newer, unborn, other)) {
            assertThatThrownBy(() -> warehouse.load(beginning(with(marker, unknown))))
                    .isInstanceOf(WarehouseFault.class)
                    .hasMessageContaining("does not know");
        }
        assertThat(warehouse.watermarks()).isEmpty();
    }

    @Test
    void goesOnWithoutAFileThatIsHeldOnlyOnceItIsSkipped() throws Exception {
        Marker good = lake.commit(0, track(0, "a"));
        Marker bad = lake.commit(0, track(1, "it's b"));
        warehouse.load(beginning(good));
        lake.store().delete(bad.files().get(0).path());
        String why = warehouse.trial(bad.files());
        assertThat(why).contains(bad.files().get(0).path());
        HeldFile held = HeldFile.of(bad, bad.files().get(0), "it's gone \\ lost", false);
        warehouse.hold(List.of(held));

        assertThat(warehouse.held()).containsExactly(held);
        assertThatThrownBy(() -> warehouse.load(following(bad)))
                .isInstanceOf(WarehouseFault.class)
                .extracting(fault -> ((WarehouseFault) fault).kind())
                .isEqualTo(WarehouseFault.Kind.FILES);
        assertThat(warehouse.skip("another")).isFalse();
        assertThat(warehouse.skip(held.file().path())).isTrue();
        assertThat(warehouse.load(following(bad))).isEqualTo(new Loaded(0, 0, 0));

        assertThat(ids()).containsExactly("a");
        assertThat(warehouse.held()).extracting(HeldFile::skipped).containsExactly(true);
    }

    @Test
    void forgetsAHeldFileThatLoadsAfterAll() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        warehouse.hold(List.of(HeldFile.of(marker, marker.files().get(0), "it looked bad", false)));

        warehouse.load(beginning(marker));

        assertThat(warehouse.held()).isEmpty();
    }

    @Test
    void remembersWhereItWasWhenOpenedAgain() throws Exception {
        warehouse.load(beginning(lake.commit(0, track(0, "a"))));
        warehouse.close();

        warehouse = open(lake.store());
        warehouse.prepare();

        assertThat(warehouse.watermarks()).containsExactly(new Watermark(TOPIC, 0, 1, 1, 1, 0));
        assertThat(ids()).containsExactly("a");
    }

    static ChainSegment beginning(Marker marker) {
        return new ChainSegment(List.of(marker), true);
    }

    static ChainSegment following(Marker marker) {
        return new ChainSegment(List.of(marker), false);
    }

    static Marker empty(int partition, long start, long end) {
        return new Marker(TOPIC, partition, start, end, List.of(), 0, 0, 0, null, null, new TreeMap<>(), "w");
    }

    private static Marker with(Marker m, Marker.File file) {
        return new Marker(
                m.topic(), m.partition(), m.start(), m.end(), List.of(file), 0, 0, 0, null, null, new TreeMap<>(), "w");
    }

    private static io.ecompulse.event.Envelope.About about(String source) {
        return new io.ecompulse.event.Envelope.About(NOON, source, "segment", "edge-1", null, null);
    }
}
