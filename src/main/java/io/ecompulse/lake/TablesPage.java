package io.ecompulse.lake;

import java.util.List;

/** Writes docs/tables.md from the declarations. */
final class TablesPage {
    private TablesPage() {}

    static String markdown(List<Table> tables) {
        StringBuilder page = new StringBuilder();
        page.append("# Tables of the lake and the warehouse\n\n");
        page.append(
                "Generated from their declaration in `io.ecompulse.lake`; after a change there, write it anew with\n");
        page.append("`mvn test -Dtest=TablesPageTest -Dtables.write=true`.\n\n");
        page.append(
                "Columns load by position: a new version of a table only appends columns. Text is limited in bytes of\n");
        page.append(
                "UTF-8. What becomes of longer text says the column *over*: it is cut at a whole character, becomes its\n");
        page.append(
                "SHA-256, or null, and `overflowed_columns` names it; or there is no row, and the event stands in\n");
        page.append("`failed_events`. The journal has it whole.\n");
        page.append(
                "What is of another type than its column, such as an object for a name or a word for a price, is null;\n");
        page.append("`type_conflicts` names it, and the JSON columns have it as the client wrote it.\n");
        page.append("Amounts are in the minor units of `currency` (cents of EUR, whole JPY).\n");
        tables.forEach(table -> append(page, table));
        return page.toString();
    }

    private static String over(Column column) {
        return switch (column.overflow()) {
            case TRUNCATE -> "cut";
            case NULL -> "null";
            case DIGEST -> "SHA-256";
            case REJECT -> "no row";
        };
    }

    private static String since(Column column) {
        return column.since() == 1 ? "" : " (since version " + column.since() + ")";
    }

    private static void append(StringBuilder page, Table table) {
        page.append("\n## ").append(table.name()).append(", version ").append(table.version());
        page.append("\n\n").append(table.meaning()).append("\n\n");
        page.append("| column | type | null | over | meaning | example |\n|---|---|---|---|---|---|\n");
        for (Column column : table.columns()) {
            page.append("| `").append(column.name());
            page.append("` | ").append(Ddl.type(column)).append(column.type() == ColumnType.JSON ? " (JSON)" : "");
            page.append(" | ").append(column.required() ? "never" : "");
            page.append(" | ").append(column.type().isText() ? over(column) : "");
            page.append(" | ").append(column.meaning()).append(since(column));
            page.append(" | `").append(column.example().replace("|", "\\|")).append("` |\n");
        }
    }
}
