package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;

import io.ecompulse.lake.ManualClock;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;

final class DuckDbReloadTest extends ReloadContract {
    private DuckDbWarehouse duckDb;

    @Override
    Warehouse open() throws WarehouseFault {
        duckDb = DuckDbWarehouse.open(DuckDbWarehouseTest.config(temp), lake.store(), new ManualClock(NOON));
        return duckDb;
    }

    @Override
    List<String> column(String query) {
        return Tables.column(duckDb.database(), query);
    }

    @Override
    void change(String statement) throws Exception {
        try (Connection connection = duckDb.database().connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
