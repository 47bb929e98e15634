package io.ecompulse.warehouse;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs queries that people type, on the embedded warehouse. Reading only, held four times over: the database's own parser
 * says that the text is one SELECT (DESCRIBE and SHOW count as such), the transaction is read-only, the connection is not the
 * loader's, and the database opens no files but the lake's. Blocks; safe for many threads.
 */
final class SqlQueries {
    private final DuckDb database;
    private final WarehouseConfig.Sql limits;
    private final QueryDeadline.Alarm alarm;

    /** @param alarm goes off after {@code limits.timeout()} */
    SqlQueries(DuckDb database, WarehouseConfig.Sql limits, QueryDeadline.Alarm alarm) {
        this.database = database;
        this.limits = limits;
        this.alarm = alarm;
    }

    SqlAnswer run(String text) {
        try (Connection connection = database.connect()) {
            String fault = fault(connection, text);
            return fault == null ? select(connection, text) : new SqlAnswer.Refused(fault);
        } catch (SQLException fault) {
            return new SqlAnswer.Refused(SqlSentence.of(fault));
        }
    }

    /** DuckDB turns SELECT statements into JSON and nothing else, without running them; so it is asked to. */
    static @Nullable String fault(Connection connection, String text) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement("""
                SELECT json_extract_string(parsed, '$.error'), json_extract_string(parsed, '$.error_type'),
                       json_extract_string(parsed, '$.error_message'), json_array_length(parsed, '$.statements')
                FROM (SELECT json_serialize_sql(?::VARCHAR) AS parsed)""")) {
            sql.setString(1, text);
            try (ResultSet answer = sql.executeQuery()) {
                answer.next();
                if (answer.getBoolean(1)) {
                    return "parser".equals(answer.getString(2))
                            ? "not SQL: " + answer.getString(3)
                            : "only SELECT, WITH, DESCRIBE and SHOW are allowed here";
                }
                return answer.getLong(4) == 1 ? null : "one statement at a time";
            }
        }
    }

    private SqlAnswer select(Connection connection, String text) throws SQLException {
        try (Statement sql = connection.createStatement();
                QueryDeadline deadline = new QueryDeadline(sql, alarm)) {
            sql.execute("BEGIN TRANSACTION READ ONLY");
            try (ResultSet result = sql.executeQuery(text)) {
                return rows(result);
            } catch (SQLException fault) {
                if (deadline.hasPassed()) {
                    return new SqlAnswer.Refused(
                            "the query took longer than " + limits.timeout().toMillis() + " ms");
                }
                throw fault;
            }
        }
    }

    private SqlAnswer rows(ResultSet result) throws SQLException {
        int width = result.getMetaData().getColumnCount();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
            columns.add(result.getMetaData().getColumnLabel(i));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        AnswerSize size = new AnswerSize(limits.bytes());
        while (result.next()) {
            List<@Nullable Object> row = rows.size() == limits.rows() ? null : row(result, width, size);
            if (row == null) {
                return new SqlAnswer.Rows(columns, rows, false); // I6
            }
            rows.add(row);
        }
        return new SqlAnswer.Rows(columns, rows, true);
    }

    /** The next row; null when it does not fit any more. */
    private static @Nullable List<@Nullable Object> row(ResultSet result, int width, AnswerSize size)
            throws SQLException {
        boolean fits = size.row();
        List<@Nullable Object> row = new ArrayList<>(width);
        for (int i = 1; i <= width && fits; i++) {
            Object value = value(result, i);
            fits = size.value(value);
            row.add(value);
        }
        return fits ? row : null;
    }

    private static @Nullable Object value(ResultSet result, int column) throws SQLException {
        Object value = result.getObject(column);
        if (value instanceof Double number) {
            return Double.isFinite(number) ? number : number.toString(); // JSON has no name for the others.
        }
        boolean plain = value instanceof Boolean
                || value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof BigDecimal;
        return plain ? value : result.getString(column);
    }
}
