package io.ecompulse.warehouse;

import io.ecompulse.lake.LakeStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster wrote down about the files of a COPY. A process number comes back with a later session, so a line counts only
 * if it is not older than the COPY and names one of its files. The raw line is left alone, it is somebody's data.
 */
final class LoadErrors {
    /** A cluster that is older, or whose system views one may not read, has this table still. */
    private static final String STANDING = "SELECT file_name, column_name, error_message FROM sys_load_error_detail"
            + " WHERE session_id = pg_backend_pid() AND start_time >= CAST(%1$s AS TIMESTAMP)"
            + " ORDER BY start_time DESC LIMIT %2$d";

    private static final String BEFORE = "SELECT filename, colname, err_reason FROM stl_load_errors"
            + " WHERE session = pg_backend_pid() AND starttime >= CAST(%1$s AS TIMESTAMP)"
            + " ORDER BY starttime DESC LIMIT %2$d";
    private static final int LINES_MAX = 100;
    /** Both cut a file's name here. */
    private static final int NAME_LENGTH = 256;

    private static final Pattern ACCESS = Pattern.compile(
            "Access ?Denied|not authorized|Forbidden|SlowDown|Status 5\\d\\d", Pattern.CASE_INSENSITIVE);

    private final LakeStore lake;

    LoadErrors(LakeStore lake) {
        this.lake = lake;
    }

    /** @param what the file, its column where one is named, and the reason */
    record Line(String what, boolean access) {}

    /** The youngest line about a file of the COPY. */
    Optional<Line> of(Connection connection, CopyRefused copy, String began) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            try {
                return line(sql, copy, STANDING.formatted(began, LINES_MAX));
            } catch (SQLException absent) {
                try {
                    return line(sql, copy, BEFORE.formatted(began, LINES_MAX));
                } catch (SQLException both) {
                    absent.addSuppressed(both);
                    throw absent;
                }
            }
        }
    }

    private Optional<Line> line(Statement sql, CopyRefused copy, String query) throws SQLException {
        try (ResultSet rows = sql.executeQuery(query)) {
            while (rows.next()) {
                String file = stripped(rows.getString(1));
                if (isOf(copy, file)) {
                    String column = stripped(rows.getString(2));
                    String reason = stripped(rows.getString(3));
                    return Optional.of(new Line(
                            file + (column.isEmpty() ? "" : ", column " + column) + ": " + reason,
                            ACCESS.matcher(reason).find()));
                }
            }
            return Optional.empty();
        }
    }

    private static String stripped(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    private boolean isOf(CopyRefused copy, String named) {
        return copy.files().stream()
                .map(file -> lake.location(file.path()))
                .anyMatch(place -> place.equals(named) || (named.length() >= NAME_LENGTH && place.startsWith(named)));
    }
}
