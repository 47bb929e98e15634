package io.ecompulse.lake;

import java.util.List;
import java.util.Optional;

/** The tables of the lake. */
public final class Tables {
    public static final List<Table> ALL = List.of(EventsTable.TABLE, OrderItemsTable.TABLE, FailedEventsTable.TABLE);

    private Tables() {}

    /** The table of a file, as it was in the file's version; empty when this version of the program does not know it. */
    public static Optional<Table> of(Marker.File file) {
        return ALL.stream()
                .filter(table -> table.name().equals(file.table()))
                .filter(table -> file.version() >= 1 && file.version() <= table.version())
                .map(table -> table.at(file.version()))
                .findFirst();
    }

    /**
     * Whether its rows stand for records of the journal, one for one. The lines of an order do not: whoever counts events
     * leaves them out.
     */
    public static boolean countsRecords(Table table) {
        return !table.name().equals(OrderItemsTable.TABLE.name());
    }
}
