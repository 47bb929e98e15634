package io.ecompulse.lake;

import java.util.ArrayList;
import java.util.List;

/** Compares a declaration with what was once committed: whoever has files of it must be able to go on loading them. */
final class DeclaredColumns {
    private DeclaredColumns() {}

    /** A line for each column, in file order. */
    static List<String> lines(Table table) {
        return table.columns().stream()
                .map(column -> table.name() + " v" + column.since() + " " + column.name() + " " + Ddl.type(column)
                        + (column.required() ? " NOT NULL" : ""))
                .toList();
    }

    /** What keeps files that stand in lakes from being loaded; empty when columns were at most appended. */
    static List<String> faults(List<String> committed, List<String> declared) {
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < committed.size(); i++) {
            String was = committed.get(i);
            if (i >= declared.size() || !declared.get(i).equals(was)) {
                faults.add("column " + (i + 1) + " was \"" + was + "\" and is "
                        + (i < declared.size() ? "\"" + declared.get(i) + "\"" : "gone")
                        + ": files load by position, so those that stand would load wrong or not at all;"
                        + " leave it as it was and append a column of the next version");
            }
        }
        return faults;
    }
}
