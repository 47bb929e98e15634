package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** The rows of a local file in their order, each value as it was handed to Parquet. Holds one row group at a time. */
final class FileRows implements AutoCloseable {
    private static final int PAGE_BYTES = 1024 * 1024;

    private final Table table;
    private final CodecFactory codecs;
    private final ParquetFileReader reader;
    private final ColumnDescriptor[] descriptors;
    private final ColumnReader[] values;
    private long leftInGroup;

    private FileRows(Table table, CodecFactory codecs, ParquetFileReader reader) {
        this.table = table;
        this.codecs = codecs;
        this.reader = reader;
        this.descriptors = ParquetSchema.of(table).getColumns().toArray(ColumnDescriptor[]::new);
        this.values = new ColumnReader[descriptors.length];
    }

    /** @throws IOException when the file is not one of that table */
    static FileRows open(Path local, Table table) throws IOException {
        PlainParquetConfiguration plain = new PlainParquetConfiguration();
        CodecFactory codecs = new CodecFactory(plain, PAGE_BYTES);
        ParquetReadOptions options =
                ParquetReadOptions.builder(plain).withCodecFactory(codecs).build();
        ParquetFileReader reader;
        try {
            reader = ParquetFileReader.open(new LocalInputFile(local), options);
        } catch (IOException | RuntimeException broken) {
            codecs.release();
            throw new IOException("No whole Parquet file: " + broken.getMessage(), broken);
        }
        FileRows rows = new FileRows(table, codecs, reader);
        if (!reader.getFileMetaData().getSchema().equals(ParquetSchema.of(table))) {
            rows.close();
            throw new IOException("Its columns are not those of " + table.name() + " version " + table.version());
        }
        return rows;
    }

    /** How many rows the footer promises. */
    long count() {
        return reader.getRecordCount();
    }

    /** The next row; null behind the last. */
    @Nullable
    Object @Nullable [] next() throws IOException {
        while (leftInGroup == 0) {
            PageReadStore pages = reader.readNextRowGroup();
            if (pages == null) {
                return null;
            }
            openGroup(pages);
        }
        leftInGroup--;
        @Nullable Object[] row = new @Nullable Object[values.length];
        for (int i = 0; i < values.length; i++) { // A flat schema: one value a row, or none.
            if (values[i].getCurrentDefinitionLevel() == descriptors[i].getMaxDefinitionLevel()) {
                row[i] = table.columns().get(i).type().isText()
                        // Lent, not given: Parquet's dictionaries copy what they keep, so that no page stays for one
                        // value.
                        ? Binary.fromReusedByteBuffer(values[i].getBinary().toByteBuffer())
                        : (Object) values[i].getLong();
            }
            values[i].consume();
        }
        return row;
    }

    private void openGroup(PageReadStore pages) {
        MessageType schema = ParquetSchema.of(table);
        ColumnReadStoreImpl columns = new ColumnReadStoreImpl(
                pages, new ColumnLint.Unread(), schema, reader.getFileMetaData().getCreatedBy());
        for (int i = 0; i < values.length; i++) {
            values[i] = columns.getColumnReader(descriptors[i]);
        }
        leftInGroup = pages.getRowCount();
    }

    @Override
    public void close() throws IOException {
        try {
            reader.close();
        } finally {
            codecs.release();
        }
    }
}
