package io.ecompulse.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ecompulse.lake.Column.Overflow;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.api.Binary;

/** A declared table as it may be in years: later versions append columns, whose values the test chooses for each row. */
final class GrowingTable<R extends Row> {
    private final Table table;
    private final List<Field<R>> fields;
    private final int declared;
    private Value value = new Value("", 0);

    /** A column that is appended. */
    record Appended(ColumnType type, int bytes, Overflow overflow) {}

    /** What all appended columns of a row are asked to hold. */
    record Value(String text, long number) {}

    /** @param versions the columns of each further version */
    GrowingTable(Table base, List<Field<R>> fields, List<List<Appended>> versions) {
        this.fields = new ArrayList<>(fields);
        this.declared = fields.size();
        int version = base.version();
        for (List<Appended> columns : versions) {
            version++;
            for (Appended column : columns) {
                this.fields.add(field("appended_" + this.fields.size(), version, column));
            }
        }
        this.table = new Table(base.name(), version, base.meaning(), base.identity(), Field.columns(this.fields));
    }

    private Field<R> field(String name, int version, Appended appended) {
        Column column = Column.of(name, appended.type(), appended.bytes(), "Appended", "x")
                .over(appended.overflow())
                .since(version);
        if (column.type().isText()) {
            Extract.Text<R> text = row -> value.text().getBytes(UTF_8);
            return new Field<>(column, text);
        }
        Extract.Int64<R> number = row -> value.number();
        return new Field<>(column, number);
    }

    Table table() {
        return table;
    }

    Optional<Table> of(Marker.File file) {
        return file.version() > table.version() ? Optional.empty() : Optional.of(table.at(file.version()));
    }

    /** The row's values in a version; empty when a column has no room for what it must hold whole. */
    Optional<Object[]> encode(R row, int version, Value chosen) {
        value = chosen;
        List<Field<R>> known = fields.stream()
                .filter(field -> field.column().since() <= version)
                .toList();
        Object[] values = new RowEncoder<>(known).encode(row);
        return row.rejectedBy() == null ? Optional.of(values) : Optional.empty();
    }

    /** What stands in a loaded table for a value: the rules of the writer, written another way. */
    Object expected(int column, int version, Value chosen) {
        Column appended = table.columns().get(column);
        if (appended.since() > version) {
            return null;
        }
        if (!appended.type().isText()) {
            return chosen.number() == Row.NO_NUMBER ? null : chosen.number();
        }
        String clean = chosen.text().replace("\0", "");
        if (clean.getBytes(UTF_8).length <= appended.bytes()) {
            return clean;
        }
        return switch (appended.overflow()) {
            case TRUNCATE -> truncated(clean, appended.bytes());
            case DIGEST -> digest(clean);
            case NULL, REJECT -> null;
        };
    }

    /** Whether the test chooses the column's values. */
    boolean isAppended(int column) {
        return column >= declared;
    }

    private static String truncated(String text, int bytes) {
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int codePoint : text.codePoints().toArray()) {
            used += Character.toString(codePoint).getBytes(UTF_8).length;
            if (used > bytes) {
                break;
            }
            kept.appendCodePoint(codePoint);
        }
        return kept.toString();
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Values as a database hands them over, but for times, which stay microseconds. */
    static Object[] plain(Object[] values) {
        Object[] plain = values.clone();
        for (int i = 0; i < plain.length; i++) {
            plain[i] = plain[i] instanceof Binary text ? text.toStringUsingUTF8() : plain[i];
        }
        return plain;
    }
}
