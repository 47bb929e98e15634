package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Proves that a Parquet file loads by position (I8), or says why it does not. Reads every page and every value. */
public final class FileLint {
    /** More of the same tells nobody more. */
    private static final int FINDINGS_MAX = 1_000;

    private static final int PAGE_BYTES = 1024 * 1024;
    private static final Set<CompressionCodecName> CODECS = Set.of(
            CompressionCodecName.ZSTD,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.GZIP,
            CompressionCodecName.UNCOMPRESSED);
    private static final Set<Encoding> ENCODINGS =
            Set.of(Encoding.PLAIN, plainDictionary(), Encoding.RLE_DICTIONARY, Encoding.RLE, bitPacked());
    private static final List<String> FOOTER = List.of(
            "ecompulse.topic",
            "ecompulse.partition",
            "ecompulse.start",
            "ecompulse.writer",
            "ecompulse.table",
            "ecompulse.version");

    private final List<String> findings = new ArrayList<>();

    private final Function<Marker.File, Optional<Table>> tables;

    private FileLint(Function<Marker.File, Optional<Table>> tables) {
        this.tables = tables;
    }

    @SuppressWarnings("deprecation") // How version 1 names a dictionary's pages, which is what we write.
    private static Encoding plainDictionary() {
        return Encoding.PLAIN_DICTIONARY;
    }

    @SuppressWarnings("deprecation") // How levels were written once; a reader of version 1 knows it.
    private static Encoding bitPacked() {
        return Encoding.BIT_PACKED;
    }

    /**
     * What keeps a file from being loaded; nothing when it loads.
     *
     * @param marked what its marker says of it; null when it has none
     */
    public static List<String> findings(Path local, Marker.@Nullable File marked) throws IOException {
        return findings(local, marked, Tables::of);
    }

    /** For tests whose tables have versions that are not declared yet. */
    static List<String> findings(
            Path local, Marker.@Nullable File marked, Function<Marker.File, Optional<Table>> tables)
            throws IOException {
        FileLint lint = new FileLint(tables);
        long bytes = Files.size(local);
        if (marked != null && bytes != marked.bytes()) {
            lint.found("has " + bytes + " bytes where its marker says " + marked.bytes());
        }
        PlainParquetConfiguration plain = new PlainParquetConfiguration();
        CodecFactory codecs = new CodecFactory(plain, PAGE_BYTES);
        ParquetReadOptions options =
                ParquetReadOptions.builder(plain).withCodecFactory(codecs).build();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(local), options)) {
            lint.read(reader, marked);
        } catch (IOException | RuntimeException broken) {
            lint.found("is no whole Parquet file: " + firstLine(broken));
        } finally {
            codecs.release();
        }
        return List.copyOf(lint.findings);
    }

    private static String firstLine(Exception broken) {
        String message = String.valueOf(broken.getMessage());
        return message.lines().findFirst().orElse(broken.getClass().getSimpleName());
    }

    private void read(ParquetFileReader reader, Marker.@Nullable File marked) throws IOException {
        long rows = reader.getRecordCount();
        if (marked != null && rows != marked.rows()) {
            found("holds " + rows + " rows where its marker says " + marked.rows());
        }
        Map<String, String> footer = reader.getFileMetaData().getKeyValueMetaData();
        FOOTER.stream().filter(key -> !footer.containsKey(key)).forEach(key -> found("has no footer key " + key));
        Table table = table(footer, marked);
        if (table == null || !hasColumnsOf(table, reader.getFileMetaData().getSchema())) {
            return;
        }
        reader.getFooter().getBlocks().forEach(this::checkChunks);
        for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
            for (Column column : table.columns()) {
                new ColumnLint(column, this::found).check(pages, reader.getFileMetaData());
            }
        }
    }

    private @Nullable Table table(Map<String, String> footer, Marker.@Nullable File marked) {
        String name = marked == null ? footer.getOrDefault("ecompulse.table", "") : marked.table();
        String version = marked == null ? footer.getOrDefault("ecompulse.version", "") : "" + marked.version();
        if (marked != null
                && !(name.equals(footer.get("ecompulse.table")) && version.equals(footer.get("ecompulse.version")))) {
            found("says it is of table " + footer.get("ecompulse.table") + " version " + footer.get("ecompulse.version")
                    + " where its marker says " + name + " version " + version);
        }
        int number = version.matches("\\d{1,6}") ? Integer.parseInt(version) : 0;
        Table table = tables.apply(new Marker.File(name, "", 0, 0, number)).orElse(null);
        if (table == null) {
            found("is of table \"" + name + "\" version \"" + version
                    + "\", which this version of the program does not know");
        }
        return table;
    }

    /** Same number, same order, same types; a COPY looks at nothing else, so names are looked at here. */
    private boolean hasColumnsOf(Table table, MessageType schema) {
        List<Type> fields = schema.getFields();
        List<Type> declared = ParquetSchema.of(table).getFields();
        if (fields.size() != declared.size()) {
            found("has " + fields.size() + " columns where " + table.name() + " version " + table.version() + " has "
                    + declared.size());
        }
        for (int i = 0; i < Math.min(fields.size(), declared.size()); i++) {
            if (!fields.get(i).equals(declared.get(i))) {
                found("column " + (i + 1) + " is \"" + fields.get(i) + "\" and must be \"" + declared.get(i) + "\"");
            }
        }
        return findings.stream().noneMatch(finding -> finding.contains("column"));
    }

    private void checkChunks(BlockMetaData group) {
        for (ColumnChunkMetaData chunk : group.getColumns()) {
            if (!CODECS.contains(chunk.getCodec())) {
                found("column " + chunk.getPath().toDotString() + " is compressed by " + chunk.getCodec());
            }
            for (Encoding encoding : chunk.getEncodings()) {
                if (!ENCODINGS.contains(encoding)) {
                    found("column " + chunk.getPath().toDotString() + " is encoded by " + encoding
                            + ", which is not of Parquet version 1");
                }
            }
        }
    }

    private void found(String finding) {
        if (findings.size() < FINDINGS_MAX) {
            findings.add(finding);
        }
    }
}
