package io.ecompulse.lake;

import io.ecompulse.event.JsonValue;
import io.ecompulse.event.Utf8;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Turns a row in the making into its values, in column order: {@link Binary}, {@link Long} or null. Keeps I8: text is within
 * its byte limit, holds whole characters and no NUL. All extraction happens here, before a file is touched, so that no
 * event can break a file half way.
 */
final class RowEncoder<R extends Row> {
    private final List<Cell<R>> cells;

    /** A column made ready: which kind it is was found out once, not for every event. */
    @FunctionalInterface
    private interface Cell<R extends Row> {
        @Nullable
        Object of(R row);
    }

    RowEncoder(List<Field<R>> fields) {
        this.cells = fields.stream().map(RowEncoder::cell).toList();
    }

    /** @throws RuntimeException when an extractor meets what it was not made for; the file is untouched then */
    @Nullable
    Object[] encode(R row) {
        @Nullable Object[] values = new @Nullable Object[cells.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = cells.get(i).of(row);
        }
        return values;
    }

    private static <R extends Row> Cell<R> cell(Field<R> field) {
        Column column = field.column();
        Extract<R> extract = field.extract();
        if (extract instanceof Extract.Scalar<R> scalar) {
            return row -> scalar(column, row, scalar.of(row));
        }
        if (extract instanceof Extract.Text<R> text) {
            return row -> text(column, row, text.of(row));
        }
        if (extract instanceof Extract.Whole<R> whole) {
            return row -> whole(column, row, whole.of(row));
        }
        Extract.Int64<R> number = (Extract.Int64<R>) extract;
        return row -> number(column, row, number.of(row));
    }

    private static @Nullable Long number(Column column, Row row, @Nullable Long value) {
        if (value == null || value != Row.NO_NUMBER) {
            return value;
        }
        row.conflicts(column);
        return null;
    }

    private static @Nullable Binary text(Column column, Row row, byte @Nullable [] utf8) {
        return utf8 == null ? null : limited(column, row, utf8, 0, utf8.length);
    }

    private static @Nullable Binary whole(Column column, Row row, @Nullable JsonValue value) {
        return value == null ? null : limited(column, row, value.json(), value.from(), value.to());
    }

    private static @Nullable Binary scalar(Column column, Row row, @Nullable JsonValue value) {
        if (value == null) {
            return null;
        }
        if (value.isPlainString()) {
            return fitted(column, row, value.json(), value.from() + 1, value.to() - 1);
        }
        byte[] text = value.utf8();
        if (text == null) {
            row.conflicts(column);
            return null;
        }
        return limited(column, row, text, 0, text.length);
    }

    private static @Nullable Binary limited(Column column, Row row, byte[] text, int from, int to) {
        if (Utf8.indexOfNul(text, from, to) < to) {
            byte[] clean = withoutNul(text, from, to);
            return fitted(column, row, clean, 0, clean.length);
        }
        return fitted(column, row, text, from, to);
    }

    /** @param text without NUL */
    private static @Nullable Binary fitted(Column column, Row row, byte[] text, int from, int to) {
        if (to - from <= column.bytes()) {
            // Reused: whoever keeps it (a dictionary, a minimum) copies these bytes, not the whole journal value.
            return Binary.fromReusedByteArray(text, from, to - from);
        }
        row.overflowed(column);
        byte[] whole = Arrays.copyOfRange(text, from, to);
        return switch (column.overflow()) {
            case TRUNCATE -> Binary.fromReusedByteArray(whole, 0, Utf8.truncatedLength(whole, column.bytes()));
            case DIGEST -> Binary.fromString(HexFormat.of().formatHex(sha256(whole)));
            case NULL -> null;
            case REJECT -> {
                row.rejectedBy(column);
                yield null;
            }
        };
    }

    /** Redshift takes no NUL in text. */
    private static byte[] withoutNul(byte[] text, int from, int to) {
        byte[] clean = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            if (text[i] != 0) {
                clean[length++] = text[i];
            }
        }
        return Arrays.copyOf(clean, length);
    }

    private static byte[] sha256(byte[] text) {
        try {
            return Objects.requireNonNull(MessageDigest.getInstance("SHA-256")).digest(text);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
