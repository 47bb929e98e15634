package io.ecompulse.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A column that was moved, changed or removed does not pass the build. */
final class DeclaredColumnsTest {
    private static final Path COMMITTED = Path.of("src", "test", "resources", "lake", "declared-columns.txt");

    @Test
    void columnsAreOnlyAppendedToWhatWasCommitted() throws IOException {
        List<String> committed = Files.readAllLines(COMMITTED);
        for (Table table : Tables.ALL) {
            List<String> own = committed.stream()
                    .filter(line -> line.startsWith(table.name() + " "))
                    .toList();
            assertThat(DeclaredColumns.faults(own, DeclaredColumns.lines(table)))
                    .isEmpty();
        }
        List<String> declared = Tables.ALL.stream()
                .flatMap(table -> DeclaredColumns.lines(table).stream())
                .toList();
        if (Boolean.getBoolean("tables.write")) {
            Files.write(COMMITTED, declared);
        }

        assertThat(Files.readAllLines(COMMITTED))
                .as("columns were appended; write them down: mvn test -Dtest=DeclaredColumnsTest -Dtables.write=true")
                .isEqualTo(declared);
    }

    @Test
    void appendingAColumnIsNoFault() {
        List<String> before = DeclaredColumns.lines(EventsTable.TABLE.at(2));

        assertThat(DeclaredColumns.faults(before, DeclaredColumns.lines(EventsTable.TABLE)))
                .isEmpty();
    }

    @Test
    void saysOfAMovedAChangedAndARemovedColumnWhatItDoesToFiles() {
        List<String> committed = List.of("t v1 a VARCHAR(8) NOT NULL", "t v1 b BIGINT");

        assertThat(DeclaredColumns.faults(committed, List.of(committed.get(1), committed.get(0))))
                .hasSize(2)
                .first()
                .asString()
                .contains("column 1 was \"t v1 a VARCHAR(8) NOT NULL\" and is \"t v1 b BIGINT\"", "load by position");
        assertThat(DeclaredColumns.faults(committed, List.of(committed.get(0), "t v1 b VARCHAR(8)")))
                .singleElement()
                .asString()
                .contains("column 2");
        assertThat(DeclaredColumns.faults(committed, committed.subList(0, 1)))
                .singleElement()
                .asString()
                .contains("and is gone", "append a column of the next version");
    }
}
