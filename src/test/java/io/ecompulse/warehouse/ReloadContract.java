package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.raw;
import static io.ecompulse.lake.TestEvents.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.journal.JournalRecord;
import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.ReadableChain;
import io.ecompulse.lake.TestEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every warehouse promises of files that are loaded once more. */
abstract class ReloadContract {
    private static final String ORDER = "{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":\"%s\","
            + "\"properties\":{\"products\":[{\"sku\":\"TEA\"},{\"sku\":\"CUP\"}]}}";

    @TempDir
    Path temp;

    LakeFixture lake;
    Warehouse warehouse;

    abstract Warehouse open() throws Exception;

    abstract List<String> column(String query);

    abstract void change(String statement) throws Exception;

    @BeforeEach
    void openWarehouse() throws Exception {
        lake = new LakeFixture(temp);
        warehouse = open();
        warehouse.prepare();
    }

    @AfterEach
    void closeWarehouse() throws Exception {
        warehouse.close();
    }

    @Test
    void whatWasLostOrChangedStandsAgainOnceAndASecondTimeChangesNothing() throws Exception {
        fill();
        List<String> whole = everything();
        change("DELETE FROM events WHERE event_id IN ('b', 'c')");
        change("UPDATE order_items SET sku = 'wrong'");
        change("DELETE FROM failed_events");
        change("DELETE FROM load_history WHERE table_name = 'order_items'");

        assertThat(reload(NOON, false)).isEqualTo(new Reload.Done(3, 6, 11, 6, 1));
        assertThat(everything()).isEqualTo(whole);
        reload(NOON, false);
        assertThat(everything()).isEqualTo(whole);
    }

    @Test
    void onlyWhatWasReceivedSinceIsTouched() throws Exception {
        load(lake.commit(0, at(0, "early", NOON.minusSeconds(1))), true);
        load(lake.commit(0, at(1, "late", NOON)), false);
        change("DELETE FROM events");

        Reload.Done done = reload(NOON, false);

        assertThat(done).isEqualTo(new Reload.Done(1, 1, 1, 1, 0));
        assertThat(column("SELECT event_id FROM events")).containsExactly("late");
    }

    @Test
    void aDryRunTellsTheSegmentsAndChangesNothing() throws Exception {
        fill();
        change("DELETE FROM events WHERE event_id = 'b'");
        List<String> before = everything();
        List<String> told = new ArrayList<>();

        Reload.Done planned =
                reloading(1).run(NOON, true, (place, files, rows) -> told.add(place + " " + files + " " + rows));

        assertThat(told)
                .containsExactly(
                        "ecompulse.events-0 [0,2) 2 4",
                        "ecompulse.events-0 [2,5) 1 3",
                        "ecompulse.events-1 [0,1) 2 3",
                        "ecompulse.failed-2 [7,8) 1 1");
        assertThat(planned).isEqualTo(new Reload.Done(4, 6, 11, 0, 0));
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void whatIsNotLoadedYetIsLeftToTheLoader() throws Exception {
        Marker loaded = lake.commit(0, track(0, "a"));
        Marker waiting = lake.commit(0, track(1, "b"));
        load(loaded, true);

        assertThatThrownBy(() -> warehouse.reload(new ChainSegment(List.of(loaded, waiting), false)))
                .isInstanceOf(LoadRefused.class)
                .hasMessageContaining("not loaded yet");
        assertThat(reload(NOON, false).files()).isEqualTo(1);
        assertThat(column("SELECT event_id FROM events")).containsExactly("a");
        load(waiting, false);
        assertThat(column("SELECT event_id FROM events ORDER BY 1")).containsExactly("a", "b");
    }

    @Test
    void aFileThatIsPassedOverStaysSo() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        warehouse.hold(List.of(HeldFile.of(marker, marker.files().get(0), "bad", true)));
        load(marker, true);

        reload(NOON, false);

        assertThat(column("SELECT event_id FROM events")).isEmpty();
        assertThat(warehouse.held()).hasSize(1);
    }

    @Test
    void aChainThatEndsBelowItsWatermarkIsTold() throws Exception {
        load(lake.commit(0, track(0, "a")), true);
        lake.store().delete("_commits/" + TOPIC + "/0/00000000000000000000.json");
        lake.commit(WarehouseContract.empty(0, 5, 9));
        change("UPDATE load_watermarks SET position = 7");

        assertThatThrownBy(() -> reload(NOON, false)).hasMessageContaining("inside the link at 5");
        change("UPDATE load_watermarks SET position = 12");
        assertThatThrownBy(() -> reload(NOON, false)).hasMessageContaining("no link at 9");
    }

    /** Two links of one partition, a third that repeats an event of the first, and one of what failed. */
    void fill() throws Exception {
        load(lake.commit(0, event("a", 0), track(1, "b")), true);
        load(lake.commit(0, track(2, "c"), track(3, "d"), track(4, "e")), false);
        load(lake.commit(1, event("a", 0)), true);
        load(lake.commitFailed(2, raw(7, "no event".getBytes(UTF_8))), true);
    }

    private static JournalRecord event(String id, long offset) {
        return TestEvents.event(offset, ORDER.formatted(id));
    }

    private static JournalRecord at(long offset, String id, Instant received) {
        return TestEvents.event(offset, "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"" + id + "\"}", received);
    }

    void load(Marker marker, boolean beginning) throws Exception {
        warehouse.load(new ChainSegment(List.of(marker), beginning));
    }

    Reload reloading(int links) {
        WarehouseConfig.Load config = new WarehouseConfig.Load(
                Duration.ofSeconds(1),
                links,
                1_000,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                3,
                WarehouseConfig.BadFile.STOP,
                1);
        return new Reload(new ReadableChain(lake.store()), warehouse, config);
    }

    private Reload.Done reload(Instant since, boolean dry) throws Exception {
        return reloading(10).run(since, dry, (place, files, rows) -> {});
    }

    /** All that a load changes, but for when it was. */
    List<String> everything() {
        return Stream.of(
                        "SELECT event_id || kafka_partition || kafka_offset FROM events ORDER BY 1",
                        "SELECT event_id || line || sku || kafka_partition FROM order_items ORDER BY 1",
                        "SELECT original || kafka_offset FROM failed_events ORDER BY 1",
                        "SELECT path || rows || bytes || start_position || end_position FROM load_history ORDER BY 1",
                        "SELECT topic || kafka_partition || ' ' || position || ' ' || files || ' ' || rows || ' '"
                                + " || duplicates FROM load_watermarks ORDER BY 1")
                .flatMap(query -> column(query).stream())
                .toList();
    }
}
