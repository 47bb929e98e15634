package io.ecompulse.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.ecompulse.event.JsonElements;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.lake.Column.Overflow;
import io.ecompulse.lake.GrowingTable.Appended;
import io.ecompulse.lake.GrowingTable.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** I8, over years: whatever columns later versions append, files of all versions lint, load side by side and read back equal. */
final class SchemaEvolutionPropertyTest {
    private static Path temp;
    private static Connection duckDb;

    /** @param version how many versions after the declared one, as far as there are so many */
    record Written(int version, List<Value> rows) {}

    /** What is drawn for one table. */
    record Years(List<List<Appended>> versions, List<Written> files) {}

    @BeforeContainer
    static void open() throws IOException, SQLException {
        temp = Files.createTempDirectory("evolution");
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
    }

    @AfterContainer
    static void close() throws SQLException {
        duckDb.close();
    }

    @Property(tries = 12)
    void eventsOfAllVersionsLoadSideBySide(@ForAll("years") Years years) throws Exception {
        check(new GrowingTable<>(EventsTable.TABLE, EventsTable.FIELDS, years.versions()), years, (offset, value) -> {
            JournalRecord record = TestEvents.event(offset, event(offset, "{\"coupon\":" + quoted(value) + "}"));
            return Objects.requireNonNull(EventRow.read(record, TestEvents.TOPIC.getBytes(UTF_8), 3));
        });
    }

    @Property(tries = 12)
    void orderItemsOfAllVersionsLoadSideBySide(@ForAll("years") Years years) throws Exception {
        check(
                new GrowingTable<>(OrderItemsTable.TABLE, OrderItemsTable.FIELDS, years.versions()),
                years,
                SchemaEvolutionPropertyTest::line);
    }

    @Property(tries = 12)
    void failedEventsOfAllVersionsLoadSideBySide(@ForAll("years") Years years) throws Exception {
        check(
                new GrowingTable<>(FailedEventsTable.TABLE, FailedEventsTable.FIELDS, years.versions()),
                years,
                (offset, value) -> new FailedRow(
                        TestEvents.raw(offset, value.text().getBytes(UTF_8)), "failed".getBytes(UTF_8), 3));
    }

    private static LineRow line(long offset, Value value) {
        String json =
                event(offset, "{\"products\":[{\"name\":" + quoted(value) + ",\"price\":" + value.number() + "}]}");
        EventRow event = Objects.requireNonNull(
                EventRow.read(TestEvents.event(offset, json), TestEvents.TOPIC.getBytes(UTF_8), 3));
        try {
            JsonValue products = Objects.requireNonNull(event.commerce().products());
            return new LineRow(event, Objects.requireNonNull(new JsonElements(products).next()), 1, "EUR");
        } catch (MalformedJson broken) {
            throw new IllegalStateException(json, broken);
        }
    }

    private static String event(long offset, String properties) {
        return "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m" + offset + "\",\"properties\":" + properties
                + "}";
    }

    private static String quoted(Value value) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value.text())) + '"';
    }

    /** Loads every file as soon as it is written, into a table that is brought up to date just before. */
    private <R extends Row> void check(GrowingTable<R> growing, Years years, BiFunction<Long, Value, R> row)
            throws Exception {
        Table table = growing.table();
        int base = table.version() - years.versions().size();
        List<Object[]> expected = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        List<Integer> versions = new ArrayList<>();
        run("DROP TABLE IF EXISTS " + table.name());
        run(Ddl.DUCKDB.create(table.at(base)));
        int standing = base;
        for (Written written : years.files()) {
            int version = Math.min(table.version(), base + written.version());
            for (; standing < version; standing++) {
                for (Column column : appendedAfter(table, standing)) {
                    run(Ddl.DUCKDB.append(table, column));
                }
            }
            List<Object[]> rows = new ArrayList<>();
            for (Value value : written.rows()) {
                R read = row.apply((long) expected.size() + rows.size(), value);
                growing.encode(read, version, value).ifPresent(encoded -> {
                    rows.add(encoded);
                    values.add(value);
                    versions.add(version);
                });
            }
            rows.forEach(encoded -> expected.add(GrowingTable.plain(encoded)));
            load(growing, version, rows);
        }
        List<Object[]> loaded = loaded(table.at(standing));
        assertThat(loaded).hasSameSizeAs(expected);
        for (int i = 0; i < loaded.size(); i++) {
            Object[] found = loaded.get(i);
            assertThat(found).startsWith(expected.get(i));
            for (int column = 0; column < found.length; column++) {
                if (growing.isAppended(column)) {
                    assertThat(found[column])
                            .as(table.columns().get(column).toString())
                            .isEqualTo(growing.expected(column, versions.get(i), values.get(i)));
                }
            }
        }
    }

    private static List<Column> appendedAfter(Table table, int version) {
        return table.columns().stream()
                .filter(column -> column.since() == version + 1)
                .toList();
    }

    private static <R extends Row> void load(GrowingTable<R> growing, int version, List<Object[]> rows)
            throws IOException, SQLException {
        Table table = growing.table().at(version);
        Path file = Files.createTempFile(temp, "rows", ".parquet");
        Map<String, String> footer = Map.of(
                "ecompulse.topic", "t",
                "ecompulse.partition", "3",
                "ecompulse.start", "0",
                "ecompulse.writer", "w",
                "ecompulse.table", table.name(),
                "ecompulse.version", Integer.toString(version));
        RowFile out = RowFile.create(
                new SpoolFile(file, Files.newOutputStream(file)), table, LakeFixture.config(temp), footer);
        for (Object[] row : rows) {
            out.append(row);
        }
        out.finish();
        Marker.File marked = new Marker.File(table.name(), file.toString(), Files.size(file), rows.size(), version);
        assertThat(FileLint.findings(file, marked, growing::of)).isEmpty();
        run("COPY " + table.name() + " (" + table.columnList() + ") FROM '" + file + "' (FORMAT parquet)");
        Files.delete(file);
    }

    /** Times as microseconds, as they stand in the file. */
    private static List<Object[]> loaded(Table table) throws SQLException {
        String columns = table.columns().stream()
                .map(column ->
                        column.type() == ColumnType.TIMESTAMP ? "epoch_us(" + column.name() + ")" : column.name())
                .collect(Collectors.joining(", "));
        List<Object[]> loaded = new ArrayList<>();
        try (Statement sql = duckDb.createStatement();
                ResultSet rows =
                        sql.executeQuery("SELECT " + columns + " FROM " + table.name() + " ORDER BY kafka_offset")) {
            while (rows.next()) {
                Object[] row = new Object[table.columns().size()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = rows.getObject(i + 1);
                }
                loaded.add(row);
            }
        }
        return loaded;
    }

    private static void run(String statement) throws SQLException {
        try (Statement sql = duckDb.createStatement()) {
            sql.execute(statement);
        }
    }

    @Provide
    Arbitrary<Years> years() {
        Arbitrary<Integer> limits = Arbitraries.of(1, 2, 3, 7, 64, 1024, Column.BYTES_MAX);
        Arbitrary<Appended> columns = Combinators.combine(
                        Arbitraries.of(ColumnType.class), limits, Arbitraries.of(Overflow.class))
                .as((type, limit, overflow) -> new Appended(
                        type, type.isText() ? overflow == Overflow.DIGEST ? Math.max(64, limit) : limit : 0, overflow));
        Arbitrary<List<List<Appended>>> versions =
                columns.list().ofMinSize(1).ofMaxSize(3).list().ofMaxSize(4);
        Arbitrary<String> texts = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars('\0', 'a', '"', '\\', '\n', 'é', '€', '\u2028', '\uFFFD')
                        .ofMaxLength(70),
                Arbitraries.of("😀", "a😀", "\uD834\uDD1E", "x".repeat(1025), "é".repeat(33_000)));
        Arbitrary<Value> values = Combinators.combine(
                        texts,
                        Arbitraries.oneOf(
                                Arbitraries.longs().between(-62_135_596_800_000_000L, 253_402_300_799_999_999L),
                                Arbitraries.of(Row.NO_NUMBER, 0L, -1L)))
                .as(Value::new);
        Arbitrary<List<Written>> files = Combinators.combine(
                        Arbitraries.integers().between(0, 4), values.list().ofMaxSize(5))
                .as(Written::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
        return Combinators.combine(versions, files).as(Years::new);
    }
}
