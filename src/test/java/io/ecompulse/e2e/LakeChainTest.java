package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LakeChainTest {
    @TempDir
    private Path data;

    @Test
    void readsTheIdsOfTheListedFilesAndNoOthers() throws Exception {
        file("a.parquet", "y", "x");
        file("b.parquet", "x");
        file("orphan.parquet", "z");
        marker(0, 0, 2, "a.parquet", 2);
        marker(1, 0, 3, "b.parquet", 1);

        LakeChain chain = LakeChain.read(data);

        assertThat(chain.eventIds()).containsExactly("x", "x", "y");
        assertThat(chain.rows("events")).isEqualTo(3);
        assertThat(chain.duplicates()).isEqualTo(2);
    }

    @Test
    void isEmptyBeforeTheFirstCommit() throws Exception {
        assertThat(LakeChain.read(data).eventIds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 6})
    void findsAGapAndAnOverlap(long start) throws IOException {
        marker(0, 0, 5, "a.parquet", 5);
        marker(0, start, 9, "b.parquet", 4);

        assertThatThrownBy(() -> LakeChain.read(data)).isInstanceOf(AssertionError.class);
    }

    private void marker(int partition, long start, long end, String file, long rows) throws IOException {
        Path folder = Files.createDirectories(data.resolve("lake/_commits/ecompulse.events/" + partition));
        Files.writeString(
                folder.resolve("%020d.json".formatted(start)), """
                {"topic":"ecompulse.events","partition":%d,"start":%d,"end":%d,"duplicates":1,
                 "files":[{"table":"events","path":"%s","bytes":1,"rows":%d,"version":1}]}""".formatted(partition, start, end, file, rows));
    }

    private void file(String name, String... ids) throws Exception {
        Files.createDirectories(data.resolve("lake"));
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = duck.createStatement()) {
            sql.execute("copy (select unnest(['" + String.join("','", ids) + "']) as event_id) to '"
                    + data.resolve("lake").resolve(name) + "' (format parquet)");
        }
    }
}
