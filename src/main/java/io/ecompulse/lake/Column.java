package io.ecompulse.lake;

/**
 * One column of a table of the lake.
 *
 * @param bytes the byte limit of text, 0 for the other types
 * @param required never null
 * @param distinct most rows differ, so a dictionary would only cost
 * @param since the version of its table that appended it
 * @param overflow what the writer does with text over its limit (I8)
 */
public record Column(
        String name,
        ColumnType type,
        int bytes,
        boolean required,
        boolean distinct,
        int since,
        Overflow overflow,
        String meaning,
        String example,
        Extract extract) {
    /** The longest VARCHAR that Redshift knows, in bytes. */
    public static final int BYTES_MAX = 65_535;

    /** What becomes of text over its limit; either way the column is named in {@code overflowed_columns}. */
    public enum Overflow {
        /** Cut at the last whole character that fits. */
        TRUNCATE,
        /** Null: half a JSON value is none. The journal keeps the event. */
        NULL,
        /** Replaced by its SHA-256 in hex: an identity cut short could equal another. */
        DIGEST
    }

    public Column {
        if (type.isText() ? bytes < 1 || bytes > BYTES_MAX : bytes != 0) {
            throw new IllegalArgumentException(name + " cannot hold " + bytes + " bytes");
        }
        if (required && since > 1) {
            throw new IllegalArgumentException(
                    name + " is not in the files of version " + (since - 1) + ", so it is null there");
        }
    }

    static Column scalar(String name, int bytes, String meaning, String example, Extract.Scalar extract) {
        return new Column(name, ColumnType.TEXT, bytes, false, false, 1, Overflow.TRUNCATE, meaning, example, extract);
    }

    static Column text(String name, int bytes, String meaning, String example, Extract.Text extract) {
        return new Column(name, ColumnType.TEXT, bytes, false, false, 1, Overflow.TRUNCATE, meaning, example, extract);
    }

    static Column json(String name, String meaning, String example, Extract.Whole extract) {
        return new Column(name, ColumnType.JSON, BYTES_MAX, false, true, 1, Overflow.NULL, meaning, example, extract);
    }

    static Column bigint(String name, String meaning, String example, Extract.Int64 extract) {
        return new Column(name, ColumnType.BIGINT, 0, false, false, 1, Overflow.TRUNCATE, meaning, example, extract);
    }

    static Column timestamp(String name, String meaning, String example, Extract.Int64 extract) {
        return new Column(name, ColumnType.TIMESTAMP, 0, false, true, 1, Overflow.TRUNCATE, meaning, example, extract);
    }

    Column notNull() {
        return new Column(name, type, bytes, true, distinct, since, overflow, meaning, example, extract);
    }

    Column mostlyDistinct() {
        return new Column(name, type, bytes, required, true, since, overflow, meaning, example, extract);
    }

    Column digestedOverLimit() {
        return new Column(name, type, bytes, required, distinct, since, Overflow.DIGEST, meaning, example, extract);
    }

    /** Appended by a later version of its table. */
    Column since(int version) {
        return new Column(name, type, bytes, required, distinct, version, overflow, meaning, example, extract);
    }
}
