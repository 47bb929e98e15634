package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        return new WarehouseConfig.DuckDb(temp.resolve("it's here"), 256 * 1024 * 1024, 1, DUPLICATES, WarehouseConfig.Migrate.APPLY);
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
    void refusesATableThatEndsBetweenTwoVersions() throws Exception {
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
        WarehouseConfig.DuckDb config = new WarehouseConfig.DuckDb(file, 1 << 26, 1, DUPLICATES, WarehouseConfig.Migrate.APPLY);

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
