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
import io.ecompulse.warehouse.Reconciliation.Difference;
import io.ecompulse.warehouse.Reconciliation.Kind;
import io.ecompulse.warehouse.Reconciliation.Report;
import io.ecompulse.warehouse.Reconciliation.Side;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which a chain and a history can disagree is named, and what is no difference is not. */
final class ReconciliationTest {
    private static final Duration GRACE = Duration.ofMinutes(10);

    @TempDir
    Path temp;

    private final ManualClock clock = new ManualClock(NOON);
    private LakeFixture lake;
    private DuckDbWarehouse warehouse;

    @BeforeEach
    void open() throws Exception {
        lake = new LakeFixture(temp);
        warehouse = DuckDbWarehouse.open(DuckDbWarehouseTest.config(temp), lake.store(), clock);
        warehouse.prepare();
    }

    @AfterEach
    void close() throws Exception {
        warehouse.close();
    }

    @Test
    void agreesWhereAllIsLoadedAndWhereTheRestMayStillWait() throws Exception {
        load(lake.commit(0, track(0, "a"), track(1, "b")), true);
        lake.commit(0, track(2, "c"));
        clock.advance(GRACE);

        Report report = report();

        assertThat(report.differences()).isEmpty();
        assertThat(report.sides()).containsExactly(new Side(TOPIC, 0, 3, 2L, 1, 0, 1, 1, NOON));
    }

    @Test
    void whatWaitsForTooLongIsADifference() throws Exception {
        Marker waiting = lake.commit(0, track(0, "a"));
        clock.advance(GRACE.plusMillis(1));

        assertThat(kinds()).containsExactly(tuple(Kind.OVERDUE, path(waiting)));
    }

    @Test
    void aFileBelowTheWatermarkThatNoLoadWroteDownIsOne() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        load(marker, true);
        change("DELETE FROM load_history");

        assertThat(kinds()).containsExactly(tuple(Kind.NEVER_LOADED, path(marker)));
    }

    @Test
    void aFileThatWasPassedOverIsNone() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        warehouse.hold(List.of(HeldFile.of(marker, marker.files().get(0), "bad", true)));
        load(marker, true);

        Report report = report();

        assertThat(report.differences()).isEmpty();
        assertThat(report.sides()).containsExactly(new Side(TOPIC, 0, 1, 1L, 0, 1, 0, 0, null));
    }

    @Test
    void otherBytesRowsOrVersionAreOne() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        load(marker, true);
        for (String column : List.of("bytes", "rows", "table_version")) {
            change("UPDATE load_history SET " + column + " = " + column + " + 1");
            assertThat(kinds()).as(column).containsExactly(tuple(Kind.DIFFERENT, path(marker)));
            change("UPDATE load_history SET " + column + " = " + column + " - 1");
        }
        assertThat(kinds()).isEmpty();
    }

    @Test
    void aFileThatWasLoadedTwiceIsOne() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        load(marker, true);
        change("INSERT INTO load_history FROM load_history");

        assertThat(kinds()).containsExactly(tuple(Kind.TWICE, path(marker)));
    }

    @Test
    void aLoadedFileThatNoMarkerListsIsOneAndSoIsAWatermarkBesideTheChain() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        load(marker, true);
        lake.store().delete("_commits/" + TOPIC + "/0/00000000000000000000.json");

        assertThat(kinds()).containsExactly(tuple(Kind.MISPLACED, ""), tuple(Kind.NOT_IN_CHAIN, path(marker)));
    }

    @Test
    void aWatermarkWithinALinkIsOne() throws Exception {
        load(lake.commit(0, track(0, "a"), track(1, "b")), true);
        change("UPDATE load_watermarks SET position = 1");

        assertThat(kinds()).containsExactly(tuple(Kind.MISPLACED, ""));
    }

    private void load(Marker marker, boolean beginning) throws Exception {
        warehouse.load(new ChainSegment(List.of(marker), beginning));
    }

    private void change(String statement) throws Exception {
        try (Connection connection = warehouse.database().connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static String path(Marker marker) {
        return marker.files().get(0).path();
    }

    private List<Tuple> kinds() throws Exception {
        return report().differences().stream().map(ReconciliationTest::kind).toList();
    }

    private static Tuple kind(Difference difference) {
        return tuple(difference.kind(), difference.path());
    }

    private Report report() throws Exception {
        return new Reconciliation(new ReadableChain(lake.store()), warehouse, GRACE, clock).run();
    }
}
