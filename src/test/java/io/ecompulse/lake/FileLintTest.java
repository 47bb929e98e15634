package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of damage is told; what we write has none. */
final class FileLintTest {
    private static final Table TABLE = EventsTable.TABLE;

    @TempDir
    Path temp;

    private List<Type> fields;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, String> footer = new LinkedHashMap<>();
    private WriterVersion version = WriterVersion.PARQUET_1_0;

    @BeforeEach
    void soundFile() {
        fields = new ArrayList<>(ParquetSchema.of(TABLE).getFields());
        for (Column column : TABLE.columns()) {
            values.put(column.name(), column.type().isText() ? "x" : 1L);
        }
        for (String key : List.of("topic", "partition", "start", "writer")) {
            footer.put("ecompulse." + key, "0");
        }
        footer.put("ecompulse.table", TABLE.name());
        footer.put("ecompulse.version", Integer.toString(TABLE.version()));
    }

    @Test
    void findsNothingInWhatWeWrite() throws IOException {
        LakeFixture lake = new LakeFixture(temp);
        lake.commit(0, track(0, "a"), track(1, "b"));
        lake.commitVersion1(1, track(0, "c"));
        List<String> seen = new ArrayList<>();

        new LakeLint(lake.store(), temp.resolve("scratch"))
                .run("events/", (what, findings) -> seen.add(what.substring(0, 10) + findings));

        assertThat(seen).contains("events/v=" + TABLE.version() + "[]");
        assertThat(findings(written())).isEmpty();
    }

    @Test
    void aColumnTooFew() throws IOException {
        values.remove(fields.remove(fields.size() - 1).getName());

        assertThat(findings(written())).anyMatch(f -> f.startsWith("has " + fields.size() + " columns where"));
    }

    @Test
    void twoColumnsInEachOthersPlace() throws IOException {
        Type first = fields.get(5);
        fields.set(5, fields.get(6));
        fields.set(6, first);

        assertThat(findings(written()))
                .anyMatch(f -> f.startsWith("column 6 is"))
                .anyMatch(f -> f.startsWith("column 7 is"));
    }

    @Test
    void anotherPhysicalType() throws IOException {
        replace("kafka_offset", Types.required(PrimitiveTypeName.INT32).named("kafka_offset"));
        values.put("kafka_offset", 1);

        assertThat(findings(written())).anyMatch(f -> f.contains("int32 kafka_offset"));
    }

    @Test
    void timesInNanoseconds() throws IOException {
        replace(
                "sent_ts",
                Types.optional(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.NANOS))
                        .named("sent_ts"));

        assertThat(findings(written())).anyMatch(f -> f.contains("NANOS"));
    }

    @Test
    void aColumnThatMayBeNullAndMustNot() throws IOException {
        replace(
                "source_id",
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named("source_id"));

        assertThat(findings(written())).anyMatch(f -> f.contains("optional binary source_id"));
    }

    @Test
    void textOverItsLimitByOneByte() throws IOException {
        values.put("currency", "EUR");
        assertThat(findings(written())).isEmpty();
        values.put("currency", "EU€");

        assertThat(findings(written())).containsExactly("column currency has text over 3 bytes in 1 rows");
    }

    @Test
    void textThatIsNone() throws IOException {
        values.put("query", Binary.fromConstantByteArray(new byte[] {(byte) 0xc3, 0x28}));
        values.put("coupon", "a\0b");

        assertThat(findings(written()))
                .containsExactlyInAnyOrder(
                        "column coupon has text that is no UTF-8, or has a NUL in 1 rows",
                        "column query has text that is no UTF-8, or has a NUL in 1 rows");
    }

    @Test
    void aTimeOutOfRange() throws IOException {
        values.put("event_ts", 1_764_000_000_000_000_000L);

        assertThat(findings(written()))
                .containsExactly("column event_ts has a time outside the years 1 to 9999 in 1 rows");
    }

    @Test
    void pagesAndEncodingsOfVersionTwo() throws IOException {
        version = WriterVersion.PARQUET_2_0;

        assertThat(findings(written()))
                .anyMatch(f -> f.contains("has pages of version 2"))
                .anyMatch(f -> f.contains("is encoded by DELTA_"));
    }

    @Test
    void aFooterWithoutOurKeys() throws IOException {
        footer.remove("ecompulse.start");

        assertThat(findings(written())).containsExactly("has no footer key ecompulse.start");
    }

    @Test
    void aTableOfAnotherProgram() throws IOException {
        footer.put("ecompulse.version", Integer.toString(TABLE.version() + 1));

        assertThat(findings(written())).anyMatch(f -> f.contains("does not know"));
    }

    @Test
    void aFileCutShort() throws IOException {
        Path file = written();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(bytes.length() - 9);
        }

        assertThat(findings(file)).anyMatch(f -> f.startsWith("is no whole Parquet file"));
    }

    @Test
    void aPageOverwritten() throws IOException {
        Path file = written();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(4);
            bytes.write(new byte[40]);
        }

        assertThat(findings(file)).anyMatch(f -> f.startsWith("is no whole Parquet file"));
    }

    @Test
    void otherBytesAndRowsThanItsMarkerSays() throws IOException {
        Path file = written();
        Marker.File marked = new Marker.File(TABLE.name(), "p", Files.size(file) + 1, 2, TABLE.version());

        assertThat(FileLint.findings(file, marked))
                .anyMatch(f -> f.matches("has \\d+ bytes where its marker says \\d+"))
                .contains("holds 1 rows where its marker says 2");
    }

    @Test
    void aFileThatIsMissingAndALinkBehindAGap() throws IOException {
        LakeFixture lake = new LakeFixture(temp);
        Marker lost = lake.commit(0, track(0, "a"));
        lake.commit(0, track(1, "b"));
        lake.store().delete(lost.files().get(0).path());
        Marker gap =
                new Marker(TestEvents.TOPIC, 0, 9, 10, List.of(), 0, 0, 0, null, null, new java.util.TreeMap<>(), "w");
        lake.commit(gap);
        List<String> seen = new ArrayList<>();

        new LakeLint(lake.store(), temp.resolve("scratch")).run("", (what, found) -> seen.addAll(found));

        assertThat(seen).contains("is missing", "ends at 2, but links stand behind a gap, up to 10");
    }

    private void replace(String name, Type type) {
        fields.replaceAll(field -> field.getName().equals(name) ? type : field);
    }

    private List<String> findings(Path file) throws IOException {
        return FileLint.findings(file, null);
    }

    private Path written() throws IOException {
        Path file = temp.resolve(Optional.of(values.hashCode()).get() + "-" + System.nanoTime() + ".parquet");
        PlainParquetConfiguration plain = new PlainParquetConfiguration();
        MessageType schema = new MessageType(TABLE.name(), fields);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .withConf(plain)
                .withCodecFactory(new CodecFactory(plain, 65536))
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withWriterVersion(version)
                .withExtraMetaData(footer)
                .build()) {
            Group row = new SimpleGroup(schema);
            values.forEach((name, value) -> add(row, name, value));
            writer.write(row);
        }
        return file;
    }

    private static void add(Group row, String name, Object value) {
        if (value instanceof Binary bytes) {
            row.add(name, bytes);
        } else if (value instanceof String text) {
            row.add(name, text);
        } else if (value instanceof Integer number) {
            row.add(name, number);
        } else {
            row.add(name, (Long) value);
        }
    }
}
