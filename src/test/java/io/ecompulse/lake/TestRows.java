package io.ecompulse.lake;

import io.ecompulse.lake.TopicRows.Filled;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.parquet.io.api.Binary;

/** Rows as tests look at them. */
final class TestRows {
    private TestRows() {}

    /** By column name, text as String. */
    static Map<String, Object> named(Filled row) {
        return named(row.table(), row.values());
    }

    static Map<String, Object> named(Table table, Object[] values) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i] instanceof Binary text ? text.toStringUsingUTF8() : values[i];
            named.put(table.columns().get(i).name(), value);
        }
        return named;
    }
}
