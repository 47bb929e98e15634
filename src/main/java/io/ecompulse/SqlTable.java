package io.ecompulse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints a query's answer in columns, numbers to the right. */
final class SqlTable {
    private static final int WIDTH_MAX = 80;

    private final List<List<String>> lines = new ArrayList<>();
    private final List<JsonNode> firstRow = new ArrayList<>();
    private final boolean complete;

    SqlTable(JsonNode answer) {
        this.complete = answer.path("complete").asBoolean(true);
        lines.add(cells(answer.path("columns")));
        for (JsonNode row : answer.path("rows")) {
            if (firstRow.isEmpty()) {
                row.forEach(firstRow::add);
            }
            lines.add(cells(row));
        }
    }

    void print(PrintStream out) {
        int[] widths = widths();
        for (int line = 0; line < lines.size(); line++) {
            out.println(padded(lines.get(line), widths));
            if (line == 0) {
                out.println(rule(widths));
            }
        }
        int rows = lines.size() - 1;
        out.println("(" + rows + (rows == 1 ? " row" : " rows") + (complete ? ")" : ", more were left out)"));
    }

    private String padded(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String space = " ".repeat(widths[i] - cells.get(i).length());
            boolean isNumber = i < firstRow.size() && firstRow.get(i).isNumber();
            line.append(i == 0 ? "" : "  ").append(isNumber ? space + cells.get(i) : cells.get(i) + space);
        }
        return line.toString().stripTrailing();
    }

    private static String rule(int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(i == 0 ? "" : "  ").append("-".repeat(widths[i]));
        }
        return line.toString();
    }

    private int[] widths() {
        int[] widths = new int[lines.get(0).size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return widths;
    }

    private static List<String> cells(JsonNode row) {
        List<String> cells = new ArrayList<>();
        for (JsonNode cell : row) {
            String text = cell.isNull() ? "" : cell.asText().replaceAll("\\p{Cntrl}", " ");
            cells.add(text.length() > WIDTH_MAX ? text.substring(0, WIDTH_MAX - 1) + "…" : text);
        }
        return cells;
    }
}
