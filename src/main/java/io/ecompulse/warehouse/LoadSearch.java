package io.ecompulse.warehouse;

import io.ecompulse.lake.LakeStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Optional;

/** Finds the history row of a file in a warehouse that no process of ours keeps to itself. Blocks. */
public final class LoadSearch {
    private static final String QUERY = "SELECT loaded_at FROM load_history WHERE path = ";

    private LoadSearch() {}

    /** The query by which an embedded warehouse is asked when a file was loaded. */
    public static String query(String path) {
        return QUERY + DuckDb.quoted(path);
    }

    /** When the query's answer says that the file was loaded; empty when it was not. */
    public static Optional<String> loadedAt(SqlAnswer answer) throws WarehouseFault {
        if (answer instanceof SqlAnswer.Refused refused) {
            throw new WarehouseFault("The history cannot be read: " + refused.why());
        }
        return ((SqlAnswer.Rows) answer).rows().stream().findFirst().map(row -> String.valueOf(row.get(0)));
    }

    /** When the file was loaded, UTC; empty when it was not. */
    public static Optional<String> loadedAt(WarehouseConfig config, LakeStore lake, InstantSource clock, String path)
            throws WarehouseFault {
        return switch (config.kind()) {
            case DUCKDB -> loadedAt(WarehouseFile.query(config, lake, clock, query(path)));
            case REDSHIFT -> fromRedshift(config.redshift(), path);
        };
    }

    private static Optional<String> fromRedshift(WarehouseConfig.Redshift config, String path) throws WarehouseFault {
        try (RedshiftSession session = new RedshiftSession(config)) {
            return session.use(on -> {
                try (Statement sql = on.createStatement();
                        ResultSet rows = sql.executeQuery(query(path))) {
                    return rows.next() ? Optional.of(rows.getString(1)) : Optional.<String>empty();
                }
            });
        } catch (SQLException | LoadRefused fault) {
            throw new WarehouseFault("The history cannot be read: " + fault.getMessage(), fault);
        }
    }
}
