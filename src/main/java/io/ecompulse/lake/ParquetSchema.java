package io.ecompulse.lake;

import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** The schema of a table's files. */
final class ParquetSchema {
    private ParquetSchema() {}

    /** Times are marked as UTC, so that the older form of the mark is written too. */
    static MessageType of(Table table) {
        List<Type> fields = table.columns().stream().map(ParquetSchema::field).toList();
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
}
