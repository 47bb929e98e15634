package io.ecompulse.lake;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one Parquet file, written by column. Parquet's own writer takes a row at a time and so goes round all columns
 * for each, most of which are null: here some rows wait, and each column takes its values of all of them in turn, while what
 * its encoder works on is still in the processor's cache (measured: docs/performance.md). Not for several threads.
 */
final class RowGroups {
    /** What waits at most. Rows refer to the journal's bytes, so the bytes are bounded too. */
    static final int WAITING_ROWS = 64;

    static final long WAITING_BYTES = 256 * 1024;

    private final ParquetFileWriter file;
    private final MessageType schema;
    private final ParquetProperties properties;
    private final BytesInputCompressor compressor;
    private final long bytesMax;
    private final List<ColumnDescriptor> columns;
    /** By column, then row. */
    private final @Nullable Object[][] waiting;

    private int waitingRows;
    private long waitingBytes;
    private long rows;
    private Group group;

    /** Where the values of one row group go; the next one has its own. */
    private record Group(ColumnChunkPageWriteStore pages, ColumnWriteStore values, ColumnWriter[] writers) {}

    /** @param bytesMax of a row group before it is compressed, about */
    RowGroups(
            ParquetFileWriter file,
            MessageType schema,
            ParquetProperties properties,
            BytesInputCompressor compressor,
            long bytesMax) {
        this.file = file;
        this.schema = schema;
        this.properties = properties;
        this.compressor = compressor;
        this.bytesMax = bytesMax;
        this.columns = schema.getColumns();
        this.waiting = new @Nullable Object[columns.size()][WAITING_ROWS];
        this.group = newGroup();
    }

    private Group newGroup() {
        ColumnChunkPageWriteStore pages = new ColumnChunkPageWriteStore(
                compressor,
                schema,
                properties.getAllocator(),
                properties.getColumnIndexTruncateLength(),
                properties.getPageWriteChecksumEnabled());
        ColumnWriteStore values = properties.newColumnWriteStore(schema, pages, pages);
        return new Group(
                pages, values, columns.stream().map(values::getColumnWriter).toArray(ColumnWriter[]::new));
    }

    /**
     * Takes a row, and writes all that wait when they are many.
     *
     * @param row one value per column: {@code Binary}, {@code Long}, or null where the column is optional
     * @param held bytes that its texts are parts of, which may be far more than they are (I6)
     */
    void append(@Nullable Object[] row, long held) throws IOException {
        int at = waitingRows++;
        long texts = 0;
        for (int i = 0; i < waiting.length; i++) {
            Object value = row[i];
            waiting[i][at] = value;
            if (value instanceof Binary text) {
                texts += text.length();
            }
        }
        waitingBytes += Math.max(held, texts);
        if (waitingRows == WAITING_ROWS || waitingBytes >= WAITING_BYTES) {
            drain();
        }
    }

    /** Estimate of what is held in memory. */
    long bufferedBytes() {
        return waitingBytes + group.values().getBufferedSize();
    }

    /** Writes what is held and the footer. */
    void finish(Map<String, String> footer) throws IOException {
        drain();
        if (rows > 0) {
            writeGroup();
        }
        file.end(footer);
    }

    private void drain() throws IOException {
        for (int i = 0; i < waiting.length; i++) {
            ColumnDescriptor column = columns.get(i);
            write(waiting[i], waitingRows, group.writers()[i], column.getMaxDefinitionLevel());
        }
        for (int i = 0; i < waitingRows; i++) {
            group.values().endRecord(); // Looks now and then whether a page is full.
        }
        rows += waitingRows;
        waitingRows = 0;
        waitingBytes = 0;
        long bytes = group.values().getBufferedSize();
        if (rows > 0 && bytes + bytes / rows * WAITING_ROWS > bytesMax) {
            writeGroup();
            group = newGroup();
        }
    }

    /** @param defined the level of a value that is there: 0 where it must be, else 1, as no column is nested */
    private static void write(@Nullable Object[] values, int rows, ColumnWriter column, int defined) {
        for (int i = 0; i < rows; i++) {
            Object value = values[i];
            if (value instanceof Binary text) {
                column.write(text, 0, defined);
            } else if (value != null) {
                column.write((long) (Long) value, 0, defined);
            } else if (defined > 0) {
                column.writeNull(0, 0);
            } else {
                throw new IllegalArgumentException("A required column has no value");
            }
            values[i] = null;
        }
    }

    private void writeGroup() throws IOException {
        file.startBlock(rows);
        group.values().flush();
        group.pages().flushToFileWriter(file);
        file.endBlock();
        group.values().close();
        group.pages().close();
        rows = 0;
    }
}
