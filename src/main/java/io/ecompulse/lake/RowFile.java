package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/** One Parquet file being written into the spool. Ends either finished or discarded; after a fault it can only be discarded. */
final class RowFile implements WindowFile {
    private static final int PAGE_BYTES = 1024 * 1024;

    private final SpoolFile spooled;
    private final CodecFactory codecs;
    private final ParquetWriter<@Nullable Object[]> writer;
    private long rows;
    private boolean broken;

    private RowFile(SpoolFile spooled, CodecFactory codecs, ParquetWriter<@Nullable Object[]> writer) {
        this.spooled = spooled;
        this.codecs = codecs;
        this.writer = writer;
    }

    /** @param footer what stands in the file beside the rows, for whoever finds it without its marker */
    static RowFile create(SpoolFile spooled, Table table, LakeConfig config, Map<String, String> footer)
            throws IOException {
        ParquetConfiguration plain = new PlainParquetConfiguration(
                Map.of("parquet.compression.codec.zstd.level", Integer.toString(config.zstdLevel())));
        CodecFactory codecs = new CodecFactory(plain, PAGE_BYTES);
        Builder builder = new Builder(spooled, table)
                .withConf(plain)
                .withCodecFactory(codecs)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withWriterVersion(WriterVersion.PARQUET_1_0) // What Redshift's Spectrum documents.
                .withRowGroupSize(config.rowGroupBytes())
                .withPageSize(PAGE_BYTES)
                .withPageWriteChecksumEnabled(false)
                .withSizeStatisticsEnabled(false)
                .withExtraMetaData(footer);
        for (Column column : table.columns()) {
            if (column.distinct()) {
                builder.withDictionaryEncoding(column.name(), false);
                builder.withStatisticsEnabled(column.name(), !column.type().isText());
            }
        }
        try {
            return new RowFile(spooled, codecs, builder.build());
        } catch (IOException | RuntimeException fault) {
            codecs.release();
            spooled.discard();
            throw fault;
        }
    }

    @Override
    public void append(@Nullable Object[] row) throws IOException {
        try {
            writer.write(row);
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
        // A writer that failed has let go of its buffers, and no longer answers.
        return broken ? 0 : Math.max(0, writer.getDataSize() - spooled.getPos());
    }

    /** Writes the rest and the footer; the file is whole afterwards. Refuses after an append that failed. */
    @Override
    public Path finish() throws IOException {
        if (broken) { // I8: Parquet would close it as if all were well, and write no footer.
            throw new IOException("A row could not be written to " + spooled.path());
        }
        try {
            writer.close();
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

    private static final class Builder extends ParquetWriter.Builder<@Nullable Object[], Builder> {
        private final Table table;

        Builder(SpoolFile file, Table table) {
            super(file);
            this.table = table;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @Deprecated
        protected WriteSupport<@Nullable Object[]> getWriteSupport(Configuration configuration) {
            return new ParquetRows(table);
        }

        @Override
        protected WriteSupport<@Nullable Object[]> getWriteSupport(ParquetConfiguration configuration) {
            return new ParquetRows(table);
        }
    }
}
