package io.ecompulse.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that wait are neither lost nor forgotten by whoever counts memory, and land in as many row groups as they fill. */
class RowGroupsTest {
    private static final Table TABLE = new Table(
            "letters",
            1,
            "Letters",
            List.of("id"),
            List.of(
                    Column.of("id", ColumnType.BIGINT, 0, "Number", "1").notNull(),
                    Column.of("text", ColumnType.TEXT, 65_535, "Text", "a"),
                    Column.of("count", ColumnType.BIGINT, 0, "Count", "1")));

    @TempDir
    private Path temp;

    @Test
    void everyNumberOfRowsIsReadBackInOrder() throws IOException {
        int full = RowGroups.WAITING_ROWS;
        for (int rows : List.of(0, 1, full - 1, full, full + 1, 3 * full + 7)) {
            RowFile file = file(1 << 20);
            for (int i = 0; i < rows; i++) {
                file.append(row(i));
            }

            List<Group> read = ParquetFiles.rows(file.finish());

            assertThat(read).hasSize(rows);
            for (int i = 0; i < rows; i++) {
                assertThat(values(read.get(i))).isEqualTo(values(row(i)));
            }
        }
    }

    @Test
    void aFullRowGroupIsWrittenAndTheNextBegun() throws IOException {
        RowFile file = file(64 * 1024);
        int rows = 5_000;
        for (int i = 0; i < rows; i++) {
            file.append(new Object[] {(long) i, Binary.fromString("text " + i + "-".repeat(100)), null});
        }

        Path path = file.finish();

        assertThat(ParquetFiles.rows(path)).hasSize(rows);
        try (ParquetFileReader reader = ParquetFiles.open(path)) {
            assertThat(reader.getRowGroups())
                    .hasSizeBetween(5, 20)
                    .allMatch(group -> group.getTotalByteSize() <= 64 * 1024);
        }
    }

    @Test
    void whatWaitsCountsAsMemoryUntilItsBytesAreTooMany() throws IOException {
        RowFile file = file(1 << 30);
        long before = file.bufferedBytes();
        byte[] text = new byte[(int) RowGroups.WAITING_BYTES - 1];
        Arrays.fill(text, (byte) 'a');

        file.append(new Object[] {1L, Binary.fromReusedByteArray(text), null});
        assertThat(file.bufferedBytes()).isEqualTo(before + text.length); // None of it is encoded.
        file.append(new Object[] {2L, Binary.fromString("b"), null});

        assertThat(file.bufferedBytes()).isGreaterThan(before + text.length);
        Arrays.fill(text, (byte) 'c'); // No longer referred to.
        assertThat(ParquetFiles.rows(file.finish()).get(0).getString("text", 0)).startsWith("aaa");
    }

    @Test
    void whatARowIsAPartOfCountsForIt() throws IOException {
        RowFile file = file(1 << 30);
        long before = file.bufferedBytes();
        byte[] value = new byte[(int) RowGroups.WAITING_BYTES];
        Binary part = Binary.fromReusedByteArray(value, 0, 3);

        file.append(new Object[] {1L, part, null}, RowGroups.WAITING_BYTES - 1);
        assertThat(file.bufferedBytes()).isEqualTo(before + RowGroups.WAITING_BYTES - 1);
        file.append(new Object[] {2L, part, null}, 1);

        assertThat(file.bufferedBytes()).isLessThan(before + 1_000); // Both are encoded, and let go.
        file.discard();
    }

    @Test
    void aRowWithoutARequiredValueBreaksTheFile() throws IOException {
        RowFile file = file(1 << 20);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < RowGroups.WAITING_ROWS; i++) {
                        file.append(new Object[] {null, null, null});
                    }
                })
                .hasMessageContaining("required");

        assertThatThrownBy(file::finish).hasMessageContaining("could not be written");
        file.discard();
    }

    private RowFile file(int groupBytes) throws IOException {
        Path path = Files.createTempFile(temp, "rows", ".parquet");
        LakeConfig given = LakeFixture.config(temp);
        LakeConfig config = new LakeConfig(
                given.place(),
                given.spool(),
                given.group(),
                given.windowAge(),
                given.windowBytes(),
                groupBytes,
                given.memoryBytes(),
                given.zstdLevel(),
                given.itemsMax(),
                given.memoEntries(),
                given.tick());
        return RowFile.create(new SpoolFile(path, Files.newOutputStream(path)), TABLE, config, Map.of());
    }

    private static @Nullable Object[] row(int i) {
        return new @Nullable Object[] {
            (long) i, i % 3 == 0 ? null : Binary.fromString("text " + i % 17), i % 5 == 0 ? (Long) (i * 7L) : null
        };
    }

    private static List<@Nullable Object> values(Group row) {
        return Arrays.asList(
                row.getLong("id", 0),
                row.getFieldRepetitionCount("text") == 0 ? null : row.getString("text", 0),
                row.getFieldRepetitionCount("count") == 0 ? null : row.getLong("count", 0));
    }

    private static List<@Nullable Object> values(@Nullable Object[] row) {
        return Arrays.asList(row[0], row[1] instanceof Binary text ? new String(text.getBytes(), UTF_8) : null, row[2]);
    }
}
