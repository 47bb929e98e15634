package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.statistics.LongStatistics;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a record of the journal stands in the lake: by the chain the window, by the window's marker the file, by the
 * statistics of the file's row groups the group, and in it the row. Blocks.
 */
public final class RowSearch {
    private static final String OFFSET = "kafka_offset";
    private static final int PAGE_BYTES = 1024 * 1024;

    private final LakeStore store;
    private final ReadableChain chain;

    public RowSearch(LakeStore store) {
        this.store = store;
        this.chain = new ReadableChain(store);
    }

    /** Where a position is. */
    public sealed interface Place {
        /** Not committed yet; the chain, if there is one, ends below it. */
        record Ahead(OptionalLong chainEnd) implements Place {}

        /** Before the chain begins. */
        record Behind(long chainBegin) implements Place {}

        /** @param row in a compacted file where the window is compacted; null when the window was committed without it: an earlier event of its partition is the same */
        record Committed(Marker window, @Nullable Row row) implements Place {}
    }

    /**
     * A row of a file.
     *
     * @param group of its rows, from 0
     * @param row in the whole file, from 0
     */
    public record Row(Marker.File file, int group, long row) {}

    public Place find(String topic, int partition, long position) throws IOException {
        Optional<Marker> window = chain.covering(topic, partition, position);
        if (window.isEmpty()) {
            OptionalLong begin = chain.begin(topic, partition);
            return begin.isPresent() && position < begin.getAsLong()
                    ? new Place.Behind(begin.getAsLong())
                    : new Place.Ahead(chain.end(topic, partition));
        }
        for (Marker.File file : chain.standing(window.get()).files()) {
            if (Tables.of(file).filter(Tables::countsRecords).isPresent()) {
                Row row = row(file, position);
                if (row != null) {
                    return new Place.Committed(window.get(), row);
                }
            }
        }
        return new Place.Committed(window.get(), null);
    }

    private @Nullable Row row(Marker.File file, long position) throws IOException {
        Optional<Path> here = store.local(file.path());
        if (here.isPresent()) {
            return row(file, here.get(), position);
        }
        Path copy = Files.createTempFile("ecompulse-trace", ".parquet");
        try {
            store.fetch(file.path(), copy);
            return row(file, copy, position);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static @Nullable Row row(Marker.File file, Path local, long position) throws IOException {
        PlainParquetConfiguration plain = new PlainParquetConfiguration();
        CodecFactory codecs = new CodecFactory(plain, PAGE_BYTES);
        ParquetReadOptions options =
                ParquetReadOptions.builder(plain).withCodecFactory(codecs).build();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(local), options)) {
            MessageType schema = reader.getFileMetaData().getSchema();
            reader.setRequestedSchema(new MessageType(schema.getName(), schema.getType(OFFSET)));
            List<BlockMetaData> groups = reader.getFooter().getBlocks();
            long before = 0;
            for (int i = 0; i < groups.size(); i++) {
                if (mayHold(groups.get(i), position)) {
                    long row = indexOf(reader, reader.readRowGroup(i), position);
                    if (row >= 0) {
                        return new Row(file, i, before + row);
                    }
                }
                before += groups.get(i).getRowCount();
            }
            return null;
        } finally {
            codecs.release();
        }
    }

    private static boolean mayHold(BlockMetaData group, long position) {
        for (ColumnChunkMetaData chunk : group.getColumns()) {
            if (chunk.getPath().toDotString().equals(OFFSET)
                    && chunk.getStatistics() instanceof LongStatistics range
                    && range.hasNonNullValue()) {
                return range.getMin() <= position && position <= range.getMax();
            }
        }
        return true;
    }

    private static long indexOf(ParquetFileReader reader, PageReadStore pages, long position) {
        MessageType schema = reader.getFileMetaData().getSchema();
        MessageType wanted = new MessageType(schema.getName(), schema.getType(OFFSET));
        ColumnDescriptor descriptor = wanted.getColumnDescription(new String[] {OFFSET});
        ColumnReader values = new ColumnReadStoreImpl(
                        pages,
                        new ColumnLint.Unread(),
                        wanted,
                        reader.getFileMetaData().getCreatedBy())
                .getColumnReader(descriptor);
        for (long row = 0; row < pages.getRowCount(); row++) {
            boolean isThere = values.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel();
            if (isThere && values.getLong() == position) {
                return row;
            }
            values.consume();
        }
        return -1;
    }
}
