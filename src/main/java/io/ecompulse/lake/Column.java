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
        String example) {
    /** The longest VARCHAR that Redshift knows, in bytes. */
    public static final int BYTES_MAX = 65_535;

    /** What becomes of text over its limit; a row that there is names the column in {@code overflowed_columns}. */
    public enum Overflow {
        /** Cut at the last whole character that fits. */
        TRUNCATE,
        /** Null: half a JSON value is none, and a scalar stands whole in the JSON column that it comes from. */
        NULL,
        /** Replaced by its SHA-256 in hex: an identity cut short could equal another. */
        DIGEST,
        /** There is no row; the event goes to the failed topic, from which {@code failed_events} has it. */
        REJECT
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

    static Column of(String name, ColumnType type, int bytes, String meaning, String example) {
        return new Column(name, type, bytes, false, false, 1, Overflow.TRUNCATE, meaning, example);
    }

    Column notNull() {
        return new Column(name, type, bytes, true, distinct, since, overflow, meaning, example);
    }

    Column mostlyDistinct() {
        return new Column(name, type, bytes, required, true, since, overflow, meaning, example);
    }

    Column over(Overflow policy) {
        return new Column(name, type, bytes, required, distinct, since, policy, meaning, example);
    }

    /** Appended by a later version of its table. */
    Column since(int version) {
        return new Column(name, type, bytes, required, distinct, version, overflow, meaning, example);
    }
}
