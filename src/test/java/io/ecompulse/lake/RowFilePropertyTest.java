package io.ecompulse.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.ecompulse.event.Envelope;
import io.ecompulse.journal.JournalRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;

/** I8: whatever clients send, the file loads by position and reads back equal. */
final class RowFilePropertyTest {
    private static Path temp;
    private static Connection duckDb;

    /** An event as drawn: texts as they were meant, and the JSON of its properties. */
    record Drawn(String user, String coupon, String extra, long millis) {}

    @BeforeContainer
    static void open() throws IOException, SQLException {
        temp = Files.createTempDirectory("rows");
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement sql = duckDb.createStatement()) {
            sql.execute("SET TimeZone = 'UTC'");
            sql.execute(Ddl.DUCKDB.create(EventsTable.TABLE));
        }
    }

    @AfterContainer
    static void close() throws SQLException {
        duckDb.close();
    }

    @Property(tries = 60)
    void everyFileLoadsByPositionAndReadsBackEqual(@ForAll("events") List<Drawn> events) throws Exception {
        List<Object[]> rows = new ArrayList<>();
        Path file = write(events, rows);

        List<Object[]> loaded = load(file);

        assertThat(loaded).hasSameSizeAs(events);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(loaded.get(i)).containsExactly(rows.get(i));
            assertThat(value(loaded.get(i), "user_id"))
                    .isEqualTo(limited(events.get(i).user(), 512));
            assertThat(value(loaded.get(i), "coupon"))
                    .isEqualTo(limited(events.get(i).coupon(), 1024));
        }
        assertFooter(file);
        Files.delete(file);
    }

    private static void assertFooter(Path file) throws IOException {
        assertThat(ParquetFiles.footer(file)).containsEntry("ecompulse.start", "7");
        try (ParquetFileReader reader = ParquetFiles.open(file)) {
            assertThat(reader.getFileMetaData().getSchema().getFields()).hasSameSizeAs(EventsTable.TABLE.columns());
            for (ColumnChunkMetaData column :
                    reader.getFooter().getBlocks().get(0).getColumns()) {
                assertThat(column.getCodec()).isEqualTo(CompressionCodecName.ZSTD);
                assertThat(column.getEncodings().stream().map(Enum::name))
                        .isSubsetOf("PLAIN", "PLAIN_DICTIONARY", "RLE", "BIT_PACKED"); // No V2 encodings.
            }
        }
    }

    private static Path write(List<Drawn> events, List<Object[]> rows) throws IOException {
        Path file = Files.createTempFile(temp, "rows", ".parquet");
        RowFile out = RowFile.create(
                new SpoolFile(file, Files.newOutputStream(file)),
                EventsTable.TABLE,
                LakeFixture.config(temp),
                Map.of("ecompulse.start", "7"));
        RowEncoder<EventRow> encoder = new RowEncoder<>(EventsTable.FIELDS);
        for (int i = 0; i < events.size(); i++) {
            EventRow row = EventRow.read(record(i, events.get(i)), TestEvents.TOPIC.getBytes(UTF_8), 3);
            Object[] values = encoder.encode(row);
            out.append(values);
            rows.add(plain(values));
        }
        return out.finish();
    }

    private static List<Object[]> load(Path file) throws SQLException {
        List<Object[]> loaded = new ArrayList<>();
        try (Statement sql = duckDb.createStatement()) {
            sql.execute("DELETE FROM events");
            sql.execute("COPY events FROM '" + file + "' (FORMAT parquet)");
            try (ResultSet rows = sql.executeQuery("SELECT * FROM events ORDER BY kafka_offset")) {
                while (rows.next()) {
                    Object[] row = new Object[EventsTable.TABLE.columns().size()];
                    for (int i = 0; i < row.length; i++) {
                        boolean time = EventsTable.TABLE.columns().get(i).type() == ColumnType.TIMESTAMP;
                        row[i] = time ? rows.getObject(i + 1, LocalDateTime.class) : rows.getObject(i + 1);
                    }
                    loaded.add(row);
                }
            }
        }
        return loaded;
    }

    private static Object[] plain(Object[] values) {
        Object[] plain = values.clone();
        for (int i = 0; i < plain.length; i++) {
            if (plain[i] instanceof Binary text) {
                plain[i] = text.toStringUsingUTF8();
            } else if (plain[i] instanceof Long micros
                    && EventsTable.TABLE.columns().get(i).type() == ColumnType.TIMESTAMP) {
                plain[i] = LocalDateTime.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000),
                        (int) Math.floorMod(micros, 1_000_000L) * 1000,
                        ZoneOffset.UTC);
            }
        }
        return plain;
    }

    private static Object value(Object[] row, String column) {
        List<String> names =
                EventsTable.TABLE.columns().stream().map(Column::name).toList();
        return row[names.indexOf(column)];
    }

    /** The same rule, written another way: whole characters while they fit, no NUL. */
    private static String limited(String text, int bytes) {
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int codePoint : text.codePoints().filter(c -> c != 0).toArray()) {
            int length = Character.toString(codePoint).getBytes(UTF_8).length;
            if (used + length > bytes) {
                break;
            }
            kept.appendCodePoint(codePoint);
            used += length;
        }
        return kept.toString();
    }

    private static JournalRecord record(long offset, Drawn event) {
        String json = "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m" + offset + "\",\"userId\":"
                + quoted(event.user()) + ",\"properties\":{\"coupon\":" + quoted(event.coupon()) + ",\"extra\":"
                + event.extra() + "},\"context\":" + event.extra() + ",\"sentAt\":" + event.extra() + "}";
        Instant received = Instant.ofEpochMilli(event.millis());
        return TestEvents.event(offset, json, new Envelope.About(received, "dev", "segment", "edge", null, null));
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    @Provide
    Arbitrary<List<Drawn>> events() {
        Arbitrary<String> short_ = Arbitraries.strings()
                .withChars('\0', 'a', '"', '\\', '\n', 'é', '€', '\u2028', '\uFFFD')
                .ofMaxLength(20);
        Arbitrary<String> astral = Arbitraries.of("😀", "a😀", "\uD834\uDD1E");
        Arbitrary<String> atLimit = Arbitraries.integers()
                .between(509, 514)
                .flatMap(length -> Arbitraries.of("x", "é", "€", "😀")
                        .map(last -> "x".repeat(length - last.getBytes(UTF_8).length) + last));
        Arbitrary<String> atCouponLimit = Arbitraries.integers()
                .between(1021, 1026)
                .flatMap(length -> Arbitraries.of("x", "é", "€", "😀")
                        .map(last -> "x".repeat(length - last.getBytes(UTF_8).length) + last));
        Arbitrary<String> texts = Arbitraries.oneOf(short_, astral, atLimit, atCouponLimit);
        Arbitrary<String> json = Arbitraries.of(
                "null",
                "1",
                "1e400",
                "-0.0",
                "true",
                "\"2026-11-23T12:00:00Z\"",
                "\"1999-12-31\"",
                "[]",
                "{}",
                "{\"page\":{\"url\":[1]},\"campaign\":\"x\"}",
                "{\"page\":{\"url\":\"https://s\"},\"library\":{\"name\":7}}",
                "\"" + "y".repeat(65_600) + "\"");
        Arbitrary<Long> millis = Arbitraries.longs().between(946_684_800_000L, 4_102_444_800_000L);
        return Combinators.combine(texts, texts, json, millis)
                .as(Drawn::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }
}
