package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.conflict;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.Marker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommittedRowsTest {
    @TempDir
    private Path temp;

    private LakeFixture lake;
    private CommittedRows rows;

    @BeforeEach
    void open() throws Exception {
        lake = new LakeFixture(temp);
        rows = CommittedRows.open(DuckDbWarehouseTest.config(temp), lake.store());
    }

    @AfterEach
    void close() throws Exception {
        rows.close();
    }

    private List<CommittedRow> all(String condition) throws Exception {
        List<CommittedRow> found = new ArrayList<>();
        for (Marker.File file : rows.files()) {
            rows.read(file, condition, found::add);
        }
        return found;
    }

    @Test
    void rowsOfEveryVersionAndPartitionAreReadInTheOrderOfTheirChain() throws Exception {
        lake.commitVersion1(0, track(0, "a"));
        lake.commit(0, track(1, "b"), conflict(track(2, "b"), 7));
        lake.commit(1, track(0, "c"));

        assertThat(all("(true)"))
                .extracting(row -> row.text("event_id"))
                .containsExactly("a", "b", "b~0000000000000007", "c");
        CommittedRow conflict = all("(conflict_of IS NOT NULL)").get(0);
        assertThat(conflict.text("conflict_of")).isEqualTo("b");
        assertThat(conflict.text("properties")).isEqualTo("{\"sku\":\"TEA\"}");
        assertThat(conflict.text("user_id")).isNull();
        assertThat(conflict.receivedTime()).isEqualTo(NOON);
        assertThat(conflict.eventTime()).isEqualTo(NOON);
    }

    @Test
    void timesAreComparedInUtc() throws Exception {
        lake.commit(0, track(0, "a"));

        assertThat(all("(received_ts >= '2026-11-23 12:00:00' AND received_ts < '2026-11-23 12:00:01')"))
                .hasSize(1);
        assertThat(all("(received_ts > '2026-11-23 12:00:00')")).isEmpty();
    }

    @Test
    void aFileThatNoMarkerNamesIsNotRead() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        Path file = lake.store().local(marker.files().get(0).path()).orElseThrow();
        Files.copy(file, file.resolveSibling("orphan.parquet"));

        assertThat(all("(true)")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(nonsense = 1)", "(event_name = )", "(true); DROP TABLE events", "(true); SELECT 1"})
    void aConditionThatDoesNotWorkIsToldInOneLine(String condition) {
        assertThatThrownBy(() -> rows.check(condition))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the condition ")
                .satisfies(fault -> assertThat(fault.getMessage().lines()).hasSize(1));
    }

    @Test
    void aConditionThatFailsOnlyWithRowsIsToldInOneLineThen() {
        Marker.File file = lake.commit(0, track(0, "a")).files().get(0);

        assertThatThrownBy(() -> rows.read(file, "(received_ts > 'yesterday')", row -> {}))
                .hasMessageContaining("yesterday")
                .satisfies(fault -> assertThat(fault.getMessage().lines()).hasSize(1));
    }

    @Test
    void aConditionThatWorksIsTaken() {
        rows.check("(event_name = 'a;b' AND revenue_minor > 100)");
    }

    @Test
    void aFileThatHoldsOtherRowsThanItsMarkerSaysIsRefused() {
        Marker.File file = lake.commit(0, track(0, "a")).files().get(0);
        Marker.File wrong = new Marker.File(file.table(), file.path(), file.bytes(), 2, file.version());
        Marker.File newer = new Marker.File(file.table(), file.path(), file.bytes(), 1, 99);

        assertThatThrownBy(() -> rows.read(wrong, "(true)", row -> {})).hasMessageContaining("1 rows where its marker");
        assertThatThrownBy(() -> rows.read(newer, "(true)", row -> {})).hasMessageContaining("version 99");
    }

    @Test
    void whatHappensToARowStopsTheReading() {
        Marker.File file = lake.commit(0, track(0, "a")).files().get(0);

        assertThatThrownBy(() -> rows.read(file, "(true)", row -> {
                    throw new IOException("nobody there");
                }))
                .hasMessage("nobody there");
        assertThatThrownBy(() -> rows.read(file, "(true)", row -> {
                    throw new InterruptedException();
                }))
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aFileThatIsNoParquetIsToldInOneLine() throws Exception {
        Marker.File file = lake.commit(0, track(0, "a")).files().get(0);
        Files.writeString(lake.store().local(file.path()).orElseThrow(), "no rows");

        assertThatThrownBy(() -> rows.read(file, "(true)", row -> {}))
                .hasMessageStartingWith("File " + file.path() + " cannot be read: ")
                .satisfies(fault -> assertThat(fault.getMessage().lines()).hasSize(1));
    }
}
