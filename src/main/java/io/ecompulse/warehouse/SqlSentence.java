package io.ecompulse.warehouse;

/** Says what a database said in one line. */
final class SqlSentence {
    private static final int LENGTH_MAX = 500;

    private SqlSentence() {}

    /** The first line of the message, cut where it is very long; DuckDB's others repeat the statement. */
    static String of(Exception fault) {
        String message = fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
        String line = message.lines().findFirst().orElse("").strip();
        return line.length() > LENGTH_MAX ? line.substring(0, LENGTH_MAX) + "…" : line;
    }
}
