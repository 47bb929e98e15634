package io.ecompulse.lake;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** Hands encoded rows to Parquet, column by column, with nothing in between. */
final class ParquetRows extends WriteSupport<@Nullable Object[]> {
    private final Table table;
    private final String[] names;
    private @Nullable RecordConsumer consumer;

    ParquetRows(Table table) {
        this.table = table;
        this.names = table.columns().stream().map(Column::name).toArray(String[]::new);
    }

    /** The schema of a table's files. Times are marked as UTC, so that the older form of the mark is written too. */
    static MessageType schema(Table table) {
        List<Type> fields = table.columns().stream().map(ParquetRows::field).toList();
        return new MessageType(table.name(), fields);
    }

    private static Type field(Column column) {
        Repetition repetition = column.required() ? Repetition.REQUIRED : Repetition.OPTIONAL;
        return switch (column.type()) {
            case TEXT, JSON ->
                Types.primitive(PrimitiveTypeName.BINARY, repetition)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(column.name());
            case BIGINT -> Types.primitive(PrimitiveTypeName.INT64, repetition).named(column.name());
            case TIMESTAMP ->
                Types.primitive(PrimitiveTypeName.INT64, repetition)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                        .named(column.name());
        };
    }

    @Override
    public String getName() {
        return "ecompulse";
    }

    /** Unused, but abstract: Hadoop's configuration is not in play. */
    @Override
    @Deprecated
    public WriteContext init(Configuration configuration) {
        throw new UnsupportedOperationException("Only ParquetConfiguration is used");
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(schema(table), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        consumer = recordConsumer;
    }

    @Override
    public void write(@Nullable Object[] row) {
        RecordConsumer to = consumer;
        if (to == null) {
            throw new IllegalStateException("Parquet writes before it prepared");
        }
        to.startMessage();
        for (int i = 0; i < row.length; i++) {
            Object value = row[i];
            if (value != null) {
                to.startField(names[i], i);
                if (value instanceof Binary text) {
                    to.addBinary(text);
                } else {
                    to.addLong((Long) value);
                }
                to.endField(names[i], i);
            }
        }
        to.endMessage();
    }
}
