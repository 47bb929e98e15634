package io.ecompulse.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {
    private static final Column A = column("a");
    private static final Column B = column("b").since(2);
    private static final Column C = column("c").since(3);
    private static final Table THIRD = new Table("t", 3, "", List.of("x"), List.of(A, B, C));

    @Test
    void anEarlierVersionLacksWhatLaterOnesAppended() {
        assertThat(THIRD.at(1).columnList()).isEqualTo("a");
        assertThat(THIRD.at(2).columnList()).isEqualTo("a, b");
        assertThat(THIRD.at(2).version()).isEqualTo(2);
        assertThat(THIRD.at(3)).isEqualTo(THIRD);
        assertThatThrownBy(() -> THIRD.at(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> THIRD.at(4)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aVersionOnlyAppendsColumns() {
        assertThatThrownBy(() -> new Table("t", 3, "", List.of("x"), List.of(A, C, B)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("b of version 2 stands before");
        assertThatThrownBy(() -> new Table("t", 2, "", List.of("x"), List.of(A, B, C)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAppendedColumnMayBeNull() {
        assertThatThrownBy(() -> B.notNull()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aColumnIsAppendedToATableThatStands() {
        assertThat(Ddl.DUCKDB.append(THIRD, B)).isEqualTo("ALTER TABLE t ADD COLUMN b VARCHAR(8)");
        assertThat(Ddl.REDSHIFT.append(THIRD, B)).isEqualTo("ALTER TABLE t ADD COLUMN b VARCHAR(8) ENCODE ZSTD");
    }

    private static Column column(String name) {
        return Column.of(name, ColumnType.TEXT, 8, "", "");
    }
}
