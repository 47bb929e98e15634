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
                "UTF-8. Longer text is cut at a whole character, an event id becomes its SHA-256, JSON becomes null;\n");
        page.append("`overflowed_columns` names what was changed, and the journal has the whole event.\n");
        page.append("Amounts are in the minor units of `currency` (cents of EUR, whole JPY).\n");
        tables.forEach(table -> append(page, table));
        return page.toString();
    }

    private static String since(Column column) {
        return column.since() == 1 ? "" : " (since version " + column.since() + ")";
    }

    private static void append(StringBuilder page, Table table) {
        page.append("\n## ").append(table.name()).append(", version ").append(table.version());
        page.append("\n\n").append(table.meaning()).append("\n\n");
        page.append("| column | type | null | meaning | example |\n|---|---|---|---|---|\n");
        for (Column column : table.columns()) {
            page.append("| `").append(column.name());
            page.append("` | ").append(Ddl.type(column)).append(column.type() == ColumnType.JSON ? " (JSON)" : "");
            page.append(" | ").append(column.required() ? "never" : "");
            page.append(" | ").append(column.meaning()).append(since(column));
            page.append(" | `").append(column.example().replace("|", "\\|")).append("` |\n");
        }
    }
}
