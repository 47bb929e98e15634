package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** One Parquet file being written into the spool. Ends either finished or discarded; after a fault it can only be discarded. */
final class RowFile implements WindowFile {
    private static final int PAGE_BYTES = 1024 * 1024;

    private final SpoolFile spooled;
    private final CodecFactory codecs;
    private final RowGroups groups;
    private final Map<String, String> footer;
    private long rows;
    private boolean broken;

    private RowFile(SpoolFile spooled, CodecFactory codecs, RowGroups groups, Map<String, String> footer) {
        this.spooled = spooled;
        this.codecs = codecs;
        this.groups = groups;
        this.footer = footer;
    }

    /** @param footer what stands in the file beside the rows, for whoever finds it without its marker */
    static RowFile create(SpoolFile spooled, Table table, LakeConfig config, Map<String, String> footer)
            throws IOException {
        CodecFactory codecs = new CodecFactory(
                new PlainParquetConfiguration(
                        Map.of("parquet.compression.codec.zstd.level", Integer.toString(config.zstdLevel()))),
                PAGE_BYTES);
        try {
            MessageType schema = ParquetSchema.of(table);
            ParquetProperties properties = properties(table);
            ParquetFileWriter file = new ParquetFileWriter(
                    spooled,
                    schema,
                    ParquetFileWriter.Mode.CREATE,
                    config.rowGroupBytes(),
                    ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
                    null,
                    properties);
            file.start();
            RowGroups groups = new RowGroups(
                    file, schema, properties, codecs.getCompressor(CompressionCodecName.ZSTD), config.rowGroupBytes());
            Map<String, String> all = new HashMap<>(footer);
            all.put(ParquetWriter.OBJECT_MODEL_NAME_PROP, "ecompulse");
            return new RowFile(spooled, codecs, groups, all);
        } catch (IOException | RuntimeException fault) {
            codecs.release();
            spooled.discard();
            throw fault;
        }
    }

    private static ParquetProperties properties(Table table) {
        ParquetProperties.Builder properties = ParquetProperties.builder()
                .withWriterVersion(WriterVersion.PARQUET_1_0) // What Redshift's Spectrum documents.
                .withPageSize(PAGE_BYTES)
                .withPageWriteChecksumEnabled(false)
                .withSizeStatisticsEnabled(false);
        for (Column column : table.columns()) {
            if (column.distinct()) {
                properties.withDictionaryEncoding(column.name(), false);
                properties.withStatisticsEnabled(column.name(), !column.type().isText());
            }
        }
        return properties.build();
    }

    /** A row whose texts are all that it holds. */
    void append(@Nullable Object[] row) throws IOException {
        append(row, 0);
    }

    @Override
    public void append(@Nullable Object[] row, long held) throws IOException {
        try {
            groups.append(row, held);
            rows++;
        } catch (IOException | RuntimeException fault) {
            broken = true;
            throw fault;
        }
    }

    long rows() {
        return rows;
    }

    /** Estimate of what waits in memory for its row group. */
    @Override
    public long bufferedBytes() {
        return broken ? 0 : groups.bufferedBytes(); // A file that failed is only dropped.
    }

    /** Writes the rest and the footer; the file is whole afterwards. Refuses after an append that failed. */
    @Override
    public Path finish() throws IOException {
        if (broken) { // I8: what was written before would pass for the whole.
            throw new IOException("A row could not be written to " + spooled.path());
        }
        try {
            groups.finish(footer);
            spooled.close();
        } finally {
            codecs.release();
        }
        return spooled.path();
    }

    /** Drops the file without finishing it. */
    @Override
    public void discard() throws IOException {
        codecs.release();
        spooled.discard();
    }
}
