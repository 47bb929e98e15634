package io.ecompulse.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.FailedHeader;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Sighting;
import io.ecompulse.lake.TopicRows.Reading;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FailedEventsTableTest {
    private static final long FAILED_AT = TestEvents.NOON.toEpochMilli();
    private static final Map<String, byte[]> HEADERS = Map.ofEntries(
            header(FailedHeader.SOURCE, "webshop"),
            header(FailedHeader.PROTOCOL, "segment"),
            header(FailedHeader.REASON, "unreadable"),
            header(FailedHeader.DETAIL, "no envelope"),
            header(FailedHeader.STAGE, "lake"),
            header(FailedHeader.VERSION, "1.4.0"),
            header(FailedHeader.RECEIVED_AT, "2026-11-23T11:59:59.123Z"),
            header(FailedHeader.TOPIC, "ecompulse.events"),
            header(FailedHeader.PARTITION, "5"),
            header(FailedHeader.OFFSET, "99"));

    @Test
    void saysWhatCameInAndWhyItFailed() {
        Map<String, Object> row = row("{\"type\":1}".getBytes(UTF_8), HEADERS);

        assertThat(row)
                .containsEntry("event_id", "m-1")
                .containsEntry("source_id", "webshop")
                .containsEntry("protocol", "segment")
                .containsEntry("received_ts", FAILED_AT * 1000 - 877_000)
                .containsEntry("failed_ts", FAILED_AT * 1000)
                .containsEntry("reason", "unreadable")
                .containsEntry("detail", "no envelope")
                .containsEntry("stage", "lake")
                .containsEntry("program_version", "1.4.0")
                .containsEntry("original", "{\"type\":1}")
                .containsEntry("original_form", "text")
                .containsEntry("original_bytes", 10L)
                .containsEntry("origin_topic", "ecompulse.events")
                .containsEntry("origin_partition", 5L)
                .containsEntry("origin_offset", 99L)
                .containsEntry("overflowed_columns", null)
                .containsEntry("kafka_topic", "ecompulse.failed")
                .containsEntry("kafka_partition", 2L)
                .containsEntry("kafka_offset", 11L);
    }

    @Test
    void aRecordWithoutHeadersIsARowToo() {
        assertThat(row(new byte[0], Map.of()))
                .containsEntry("source_id", "unknown")
                .containsEntry("received_ts", FAILED_AT * 1000)
                .containsEntry("reason", null)
                .containsEntry("original", "")
                .containsEntry("origin_offset", null);
    }

    @Test
    void headersThatHoldNonsenseAreNull() {
        Map<String, Object> row = row(
                new byte[0],
                Map.ofEntries(
                        Map.entry("reason", new byte[] {(byte) 0xFF}),
                        header(FailedHeader.RECEIVED_AT, "yester\"day"),
                        header(FailedHeader.OFFSET, "many")));

        assertThat(row)
                .containsEntry("reason", null)
                .containsEntry("received_ts", FAILED_AT * 1000)
                .containsEntry("origin_offset", null);
    }

    @Test
    void whatIsNoTextIsBase64() {
        byte[] gzip = {0x1f, (byte) 0x8b, 0, 1};

        assertThat(row(gzip, HEADERS))
                .containsEntry("original", Base64.getEncoder().encodeToString(gzip))
                .containsEntry("original_form", "base64")
                .containsEntry("original_bytes", 4L);
        assertThat(row("a\0b".getBytes(UTF_8), HEADERS)).containsEntry("original_form", "base64");
    }

    @Test
    void textIsKeptUpToTheLimitOfTheColumn() {
        assertThat(row("x".repeat(65_535).getBytes(UTF_8), HEADERS))
                .containsEntry("original_bytes", 65_535L)
                .containsEntry("overflowed_columns", null);
        assertThat(row(("x".repeat(65_534) + "é").getBytes(UTF_8), HEADERS))
                .containsEntry("original", "x".repeat(65_534))
                .containsEntry("original_form", "text")
                .containsEntry("original_bytes", 65_536L)
                .containsEntry("overflowed_columns", "original");
    }

    @Test
    void bytesAreKeptUpToWhereTheirBase64FitsTheColumn() {
        byte[] fits = bytes(49_149);
        byte[] over = bytes(49_150);

        assertThat(row(fits, HEADERS))
                .containsEntry("original", Base64.getEncoder().encodeToString(fits));
        assertThat(row(over, HEADERS))
                .containsEntry("original", Base64.getEncoder().encodeToString(fits))
                .containsEntry("original_bytes", 49_150L);
    }

    @Test
    void saysHowLongItWasWhenTheTopicHasItsBeginningOnly() {
        Map<String, byte[]> cut = Map.ofEntries(header(FailedHeader.TRUNCATED, "900000"));

        assertThat(row("abc".getBytes(UTF_8), cut)).containsEntry("original_bytes", 900_000L);
    }

    @Test
    void aMarkOfAReplayIsNoRow() {
        Reading mark = read(new byte[0], Map.ofEntries(header(FailedHeader.REPLAYED, "2/7")));

        assertThat(mark.rows()).isEmpty();
        assertThat(mark.counted()).isNull();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xFE);
        return bytes;
    }

    private static Map<String, Object> row(byte[] value, Map<String, byte[]> headers) {
        return TestRows.named(read(value, headers).rows().get(0));
    }

    private static Reading read(byte[] value, Map<String, byte[]> headers) {
        JournalRecord record =
                new JournalRecord(11, FAILED_AT, new byte[0], "m-1".getBytes(UTF_8), value, 0, Sighting.FRESH, headers);
        return new FailedRows().read(record, "ecompulse.failed".getBytes(UTF_8), 2);
    }

    private static Map.Entry<String, byte[]> header(FailedHeader name, String value) {
        return Map.entry(name.tag(), value.getBytes(UTF_8));
    }
}
