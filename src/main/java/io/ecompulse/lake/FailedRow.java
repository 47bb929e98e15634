package io.ecompulse.lake;

import io.ecompulse.event.JsonValue;
import io.ecompulse.event.Timestamps;
import io.ecompulse.event.Utf8;
import io.ecompulse.journal.FailedHeader;
import io.ecompulse.journal.JournalRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** One record of the failed topic on its way to a row. Whatever its headers hold or lack, there is a row. */
final class FailedRow extends Row {
    /** Where the failed topic, or a writer of another program, does not say who sent it. */
    private static final byte[] NOBODY = "unknown".getBytes(StandardCharsets.UTF_8);

    private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BASE64 = "base64".getBytes(StandardCharsets.UTF_8);
    private static final int KEPT_MAX = Column.BYTES_MAX;
    /** Three bytes become four letters. */
    private static final int KEPT_AS_BASE64_MAX = KEPT_MAX / 4 * 3;

    private final JournalRecord record;
    private final byte[] topic;
    private final int partition;
    private final boolean isText;

    FailedRow(JournalRecord record, byte[] topic, int partition) {
        this.record = record;
        this.topic = topic;
        this.partition = partition;
        byte[] value = record.value();
        this.isText = Utf8.isValid(value, 0, Utf8.truncatedLength(value, KEPT_MAX)) && !hasNul(value);
    }

    /** Whether the record only says that another one was sent again. */
    static boolean isMark(JournalRecord record) {
        return record.headers().containsKey(FailedHeader.REPLAYED.tag());
    }

    byte @Nullable [] id() {
        byte[] id = record.id();
        return id.length > 0 && Utf8.isValid(id, 0, id.length) ? id : null;
    }

    byte[] source() {
        byte[] source = header(FailedHeader.SOURCE);
        return source == null || source.length == 0 ? NOBODY : source;
    }

    /** The text of a header; null when there is none, or no sound text, which no COPY would take (I8). */
    byte @Nullable [] header(FailedHeader header) {
        byte[] value = record.headers().get(header.tag());
        return value == null || !Utf8.isValid(value, 0, value.length) ? null : value;
    }

    @Nullable
    Long number(FailedHeader header) {
        byte[] value = header(header);
        try {
            return value == null ? null : (Long) Long.parseLong(new String(value, StandardCharsets.UTF_8));
        } catch (NumberFormatException other) {
            return null;
        }
    }

    /** When the edge received it, else when it was written down, in microseconds since 1970 UTC. */
    Long received() {
        byte[] text = header(FailedHeader.RECEIVED_AT);
        if (text == null) {
            return failed();
        }
        byte[] quoted = ('"' + new String(text, StandardCharsets.UTF_8) + '"').getBytes(StandardCharsets.UTF_8);
        Long received = Timestamps.micros(new JsonValue(quoted, 0, quoted.length));
        return received == null ? failed() : received;
    }

    /** When it was written down. */
    Long failed() {
        return record.receivedAt() * 1000;
    }

    /** What was sent, as text or, where it is none, in Base64; as much of it as the column holds. */
    byte[] original() {
        byte[] value = record.value();
        if (isText) {
            return value;
        }
        boolean fits = value.length <= KEPT_AS_BASE64_MAX;
        return Base64.getEncoder().encode(fits ? value : Arrays.copyOf(value, KEPT_AS_BASE64_MAX));
    }

    byte[] originalForm() {
        return isText ? TEXT : BASE64;
    }

    /** All of it, of which the failed topic may have the beginning only. */
    Long originalBytes() {
        Long whole = number(FailedHeader.TRUNCATED);
        return whole == null ? (Long) (long) record.value().length : whole;
    }

    byte[] topic() {
        return topic;
    }

    Long partition() {
        return (long) partition;
    }

    Long offset() {
        return record.offset();
    }

    private static boolean hasNul(byte[] value) {
        for (byte b : value) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }
}
