package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.journal.JournalRecord;
import io.ecompulse.lake.Column;
import io.ecompulse.lake.Ddl;
import io.ecompulse.lake.EventsTable;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.TestEvents;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DuckDbWarehouseTest extends WarehouseContract {
    private DuckDbWarehouse duckDb;

    @Override
    Warehouse open(LakeStore store) throws WarehouseFault {
        duckDb = DuckDbWarehouse.open(config(temp), store, new ManualClock(NOON));
        return duckDb;
    }

    static WarehouseConfig.DuckDb config(Path temp) {
        return new WarehouseConfig.DuckDb(
                temp.resolve("it's here"), 256 * 1024 * 1024, 1, DUPLICATES, WarehouseConfig.Migrate.APPLY);
    }

    @Override
    List<String> ids() {
        return Tables.column(duckDb.database(), "SELECT event_id FROM events ORDER BY 1");
    }

    @Test
    void cutBeforeTheCommitLeavesNothing() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        try (Connection connection = duckDb.database().connect()) {
            Connection cut = failingAtCommit(connection, false);

            assertThatThrownBy(() -> duckDb.load(cut, beginning(marker)))
                    .isInstanceOf(WarehouseFault.class)
                    .hasMessageContaining("commit was cut");
        }

        assertThat(ids()).isEmpty();
        assertThat(warehouse.watermarks()).isEmpty();
        assertThat(history()).isEmpty();
        warehouse.load(beginning(marker));
        assertThat(ids()).containsExactly("a");
        assertThat(history()).containsExactly(marker.files().get(0).path());
    }

    @Test
    void aCommitWhoseAnswerWasLostIsFoundInTheWatermark() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        try (Connection connection = duckDb.database().connect()) {
            Connection cut = failingAtCommit(connection, true);

            assertThatThrownBy(() -> duckDb.load(cut, beginning(marker))).isInstanceOf(WarehouseFault.class);
        }

        assertThat(warehouse.watermarks().get(0).position()).isEqualTo(1);
        assertThatThrownBy(() -> warehouse.load(beginning(marker))).isInstanceOf(LoadRefused.class);
        assertThat(ids()).containsExactly("a");
    }

    @Test
    void loadsEveryTableOfAMarkerInOneTransactionAndCountsItsEvents() throws Exception {
        Marker first = lake.commit(0, order(0, "a", 2), track(1, "b"), order(2, "a", 2));
        Marker second = lake.commit(1, order(0, "a", 2), order(1, "c", 3));

        assertThat(warehouse.load(beginning(first))).isEqualTo(new Loaded(2, 2, 1));
        assertThat(warehouse.load(beginning(second))).isEqualTo(new Loaded(2, 1, 1));

        assertThat(ids()).containsExactly("a", "b", "c");
        assertThat(Tables.column(duckDb.database(), "SELECT event_id || line FROM order_items ORDER BY event_id, line"))
                .containsExactly("a1", "a2", "c1", "c2", "c3");
        assertThat(Tables.column(duckDb.database(), "SELECT table_name || rows FROM load_history ORDER BY path"))
                .containsExactlyInAnyOrder("events3", "order_items4", "events2", "order_items5");
    }

    @Test
    void filesOfEveryVersionLoadSideBySide() throws Exception {
        List<Marker> links = new ArrayList<>();
        for (int version = 1; version <= EventsTable.TABLE.version(); version++) {
            links.add(lake.commitVersion(version, 0, order(version, "of" + version, 1)));
        }
        links.add(lake.commit(0, order(links.size() + 1, "now", 1)));

        assertThat(warehouse.load(new ChainSegment(links, true))).isEqualTo(new Loaded(6, 5, 0));

        assertThat(Tables.column(
                        duckDb.database(),
                        "SELECT event_id || event_name || coalesce(table_version, 0) FROM events ORDER BY"
                                + " kafka_offset"))
                .containsExactly(
                        "of1Order Completed0",
                        "of2Order Completed0",
                        "of3Order Completed4",
                        "of4Order Completed4",
                        "nowOrder Completed4");
    }

    @Test
    void aCutLoadLeavesNoTableHalfLoaded() throws Exception {
        Marker marker = lake.commit(0, order(0, "a", 2));
        try (Connection connection = duckDb.database().connect()) {
            assertThatThrownBy(() -> duckDb.load(failingAtCommit(connection, false), beginning(marker)))
                    .isInstanceOf(WarehouseFault.class);
        }

        assertThat(ids()).isEmpty();
        assertThat(Tables.column(duckDb.database(), "SELECT line FROM order_items"))
                .isEmpty();
    }

    @Test
    void loadsWhatFailed() throws Exception {
        Marker marker = lake.commitFailed(2, TestEvents.raw(7, "no event".getBytes(UTF_8)));

        assertThat(warehouse.load(beginning(marker))).isEqualTo(new Loaded(1, 1, 0));

        assertThat(Tables.column(
                        duckDb.database(), "SELECT original || kafka_topic || kafka_offset FROM failed_events"))
                .containsExactly("no eventecompulse.failed7");
    }

    private static JournalRecord order(long offset, String id, int lines) {
        String products = String.join(",", Collections.nCopies(lines, "{\"sku\":\"TEA\",\"price\":1}"));
        return TestEvents.event(
                offset,
                "{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":\"" + id
                        + "\",\"properties\":{\"products\":[" + products + "]}}");
    }

    @Test
    void writesNothingOutsideItsFolder() throws Exception {
        warehouse.load(beginning(lake.commit(0, track(0, "a"))));

        try (Stream<Path> entries = Files.list(temp)) {
            assertThat(entries.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("it's here", "lake", "spool");
        }
        assertThat(Path.of(System.getProperty("user.home"), ".duckdb")).doesNotExist();
    }

    @Test
    void appendsTheColumnsThatATableOfAnEarlierVersionLacks() throws Exception {
        Marker old = lake.commitVersion1(0, track(0, "a"));
        Marker young = lake.commit(0, TestEvents.conflict(track(1, "a"), 0xfeL));
        try (Connection connection = duckDb.database().connect();
                Statement sql = connection.createStatement()) {
            sql.execute("DROP TABLE events");
            sql.execute(Ddl.DUCKDB.create(EventsTable.TABLE.at(1)));
            sql.execute("COPY events FROM '"
                    + lake.store().location(old.files().get(0).path()) + "' (FORMAT parquet)");
        }

        warehouse.prepare();
        warehouse.prepare();
        warehouse.load(beginning(young));

        assertThat(Tables.column(
                        duckDb.database(),
                        "SELECT column_name FROM duckdb_columns()"
                                + " WHERE table_name = 'events' ORDER BY column_index"))
                .isEqualTo(
                        EventsTable.TABLE.columns().stream().map(Column::name).toList());
        assertThat(Tables.column(
                        duckDb.database(),
                        "SELECT event_id || ' ' || coalesce(conflict_of, '-') FROM events ORDER BY 1"))
                .containsExactly("a -", "a~00000000000000fe a");
    }

    @Test
    void goesOnWithAMigrationThatWasCut() throws Exception {
        Column first = EventsTable.TABLE
                .columns()
                .get(EventsTable.TABLE.at(2).columns().size());
        try (Connection connection = duckDb.database().connect();
                Statement sql = connection.createStatement()) {
            sql.execute("DROP TABLE events");
            sql.execute(Ddl.DUCKDB.create(EventsTable.TABLE.at(2)));
            sql.execute(Ddl.DUCKDB.append(EventsTable.TABLE, first));
        }

        warehouse.prepare();

        assertThat(Tables.column(
                        duckDb.database(),
                        "SELECT column_name FROM duckdb_columns()"
                                + " WHERE table_name = 'events' ORDER BY column_index"))
                .isEqualTo(
                        EventsTable.TABLE.columns().stream().map(Column::name).toList());
    }

    @Test
    void refusesATableThatLacksColumnsInBetween() throws Exception {
        try (Connection connection = duckDb.database().connect();
                Statement sql = connection.createStatement()) {
            sql.execute("ALTER TABLE events DROP COLUMN conflict_of");
            sql.execute("ALTER TABLE events DROP COLUMN kafka_offset");
        }

        assertThatThrownBy(() -> warehouse.prepare())
                .isInstanceOf(WarehouseFault.class)
                .hasMessageContaining("events has other columns");
    }

    @Test
    void refusesATableWithOtherColumns() throws Exception {
        try (Connection connection = duckDb.database().connect();
                Statement sql = connection.createStatement()) {
            sql.execute("ALTER TABLE events ADD COLUMN mine VARCHAR");
        }

        assertThatThrownBy(() -> warehouse.prepare())
                .isInstanceOf(WarehouseFault.class)
                .hasMessageContaining("events has other columns");
    }

    @Test
    void doesNotOpenWhereItCannot() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "");
        WarehouseConfig.DuckDb config =
                new WarehouseConfig.DuckDb(file, 1 << 26, 1, DUPLICATES, WarehouseConfig.Migrate.APPLY);

        assertThatThrownBy(() -> DuckDbWarehouse.open(config, lake.store(), new ManualClock(NOON)))
                .isInstanceOf(WarehouseFault.class)
                .hasMessageContaining("does not open");
    }

    private List<String> history() {
        return Tables.column(duckDb.database(), "SELECT path FROM load_history");
    }

    /** @param after the commit is done, only its answer is lost */
    private static Connection failingAtCommit(Connection connection, boolean after) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    boolean commit = method.getName().equals("commit");
                    if (commit && after) {
                        connection.commit();
                    }
                    if (commit) {
                        throw new SQLException("commit was cut");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException fault) {
                        throw fault.getCause();
                    }
                });
    }
}
