package io.ecompulse.lake;

/** What a column may hold. Few on purpose: each of them loads the same way everywhere. */
public enum ColumnType {
    /** Plain text, at most so many bytes of UTF-8. */
    TEXT,
    /** A JSON value as the client wrote it, at most so many bytes of UTF-8. */
    JSON,
    /** A 64-bit whole number. */
    BIGINT,
    /** A moment in UTC, to the microsecond. */
    TIMESTAMP;

    public boolean isText() {
        return this == TEXT || this == JSON;
    }
}
