package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Sighting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.junit.jupiter.api.Test;

final class EventsTableTest {
    private static final Table TABLE = EventsTable.TABLE;

    @Test
    void leadsWithTheColumnsOfTheDesignAndEndsWithLineage() {
        List<String> names = TABLE.at(1).columns().stream().map(Column::name).toList();

        assertThat(names)
                .startsWith(
                        "event_id",
                        "source_id",
                        "event_type",
                        "event_name",
                        "original_name",
                        "anonymous_id",
                        "user_id",
                        "session_id",
                        "event_ts",
                        "original_ts",
                        "sent_ts",
                        "received_ts")
                .endsWith("kafka_topic", "kafka_partition", "kafka_offset")
                .doesNotHaveDuplicates();
    }

    @Test
    void namesOfAllTextColumnsFitIntoTheColumnThatListsOverflows() {
        int length = TABLE.columns().stream()
                .filter(column -> column.type().isText())
                .mapToInt(column -> column.name().length() + 1)
                .sum();

        assertThat(column("overflowed_columns").bytes()).isGreaterThan(length);
    }

    @Test
    void onlyTextHasAByteLimitAndNoMoreThanRedshiftKnows() {
        Column column = column("query");
        for (int bytes : new int[] {1, Column.BYTES_MAX}) {
            assertThat(withBytes(column, bytes).bytes()).isEqualTo(bytes);
        }

        for (int bytes : new int[] {0, Column.BYTES_MAX + 1}) {
            assertThatThrownBy(() -> withBytes(column, bytes)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void fillsEveryColumnOfAFullEvent() {
        Map<String, Object> row = row(event(7, """
            {"type":"track","event":"purchase","messageId":"m-1","anonymousId":"a","userId":"u","groupId":"g",
             "previousId":"p","timestamp":"2026-11-23T11:59:59.000Z","sentAt":"2026-11-23T12:00:00.000Z",
             "traits":{"email":"x"},
             "context":{"sessionId":"s","app":{"name":"A","version":"1"},"page":{"path":"/p","title":"T","referrer":"r",
             "url":"https://s/p?gclid=1&gbraid=2&wbraid=3&dclid=4&fbclid=5&msclkid=6&ttclid=7&twclid=8",
             "search":"?q"},"campaign":{"source":"1","medium":"2","name":"3","term":"4","content":"5"},
             "userAgent":"Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0 Mobile","locale":"de","timezone":"UTC","library":{"name":"lib","version":"1"}},
             "properties":{"currency":"eur","transaction_id":"o-1","checkout_id":"c","value":"12.34","total":15,
             "tax":2,"shipping":4.99,"discount":1,"coupon":"C","search_term":"tea",
             "cart_id":"k","wishlist_id":"w","item_list_id":"l","promotion_id":"pr","coupon_id":"ci",
             "affiliation":"af","payment_type":"card","shipping_tier":"fast","step":2,"subtotal":"13.00",
             "items":[{"item_id":"i","sku":"k","item_name":"n","item_category":"cat","item_brand":"b","item_variant":"v","index":1,"price":6.17,
             "quantity":2}]}}\
            """));

        assertThat(row.entrySet().stream()
                        .filter(entry -> entry.getValue() == null)
                        .map(Map.Entry::getKey))
                .containsExactly("overflowed_columns", "conflict_of", "privacy", "bot", "type_conflicts", "country");
        assertThat(row)
                .containsEntry("event_id", "m-1")
                .containsEntry("event_name", "Order Completed")
                .containsEntry("original_name", "purchase")
                .containsEntry("source_id", "dev")
                .containsEntry("protocol", "segment")
                .containsEntry("ip", "203.0.113.7")
                .containsEntry("os_name", "Android")
                .containsEntry("device_class", "mobile")
                .containsEntry("dclid", "4")
                .containsEntry("list_id", "l")
                .containsEntry("payment_method", "card")
                .containsEntry("subtotal_minor", 1300L)
                .containsEntry("table_version", 4L)
                .containsEntry("currency", "EUR")
                .containsEntry("order_id", "o-1")
                .containsEntry("revenue_minor", 1500L)
                .containsEntry("shipping_minor", 499L)
                .containsEntry("value_minor", 1234L)
                .containsEntry("product_id", "i")
                .containsEntry("product_name", "n")
                .containsEntry("category", "cat")
                .containsEntry("brand", "b")
                .containsEntry("price_minor", 617L)
                .containsEntry("quantity", 2L)
                .containsEntry("query", "tea")
                .containsEntry("utm_campaign", "3")
                .containsEntry("page_search", "?q")
                .containsEntry("event_ts", 1_795_435_199_000_000L)
                .containsEntry("received_ts", 1_795_435_200_000_000L)
                .containsEntry("traits", "{\"email\":\"x\"}")
                .containsEntry("kafka_topic", TestEvents.TOPIC)
                .containsEntry("kafka_partition", 3L)
                .containsEntry("kafka_offset", 7L);
    }

    @Test
    void leavesNullWhereTheClientSentNothingOrTheWrongKind() {
        Map<String, Object> row = row(event(1, """
            {"type":"page","messageId":"m","userId":{"no":"text"},"context":"none",
             "properties":{"url":"https://s/","price":"cheap","quantity":1.5,"sku":["a"],"total":true}}\
            """));

        assertThat(row)
                .containsEntry("user_id", null)
                .containsEntry("context", "\"none\"")
                .containsEntry("page_url", "https://s/")
                .containsEntry("price_minor", null)
                .containsEntry("quantity", null)
                .containsEntry("sku", null)
                .containsEntry("total_minor", null)
                .containsEntry("currency", null)
                .containsEntry("event_name", "page")
                .containsEntry("type_conflicts", "user_id,total_minor,sku,price_minor,quantity");
    }

    @Test
    void anEventAboutSeveralProductsIsAboutNone() {
        Map<String, Object> row = row(event(
                1,
                "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m\",\"properties\":{\"category\":\"tea\","
                        + "\"products\":[{\"sku\":\"a\"},{\"sku\":\"b\"}]}}"));

        assertThat(row).containsEntry("sku", null).containsEntry("category", "tea");
    }

    @Test
    void takesTheIdFromTheHeaderOrThePlaceWhenTheEventHasNone() {
        JournalRecord none = event(8, "{\"type\":\"track\",\"event\":\"x\"}");
        JournalRecord header = new JournalRecord(
                8, none.receivedAt(), none.key(), "h-1".getBytes(UTF_8), none.value(), 0, Sighting.FRESH);

        assertThat(row(none)).containsEntry("event_id", "3-8");
        assertThat(row(header)).containsEntry("event_id", "h-1");
    }

    @Test
    void cutsTextAtItsLimitOnAWholeCharacterAndSaysSo() {
        int limit = column("coupon").bytes();
        String fits = "é".repeat(limit / 2);

        Map<String, Object> full = row(coupon(fits));
        Map<String, Object> over = row(coupon("x" + fits));

        assertThat(full).containsEntry("coupon", fits).containsEntry("overflowed_columns", null);
        assertThat(over).containsEntry("coupon", "x" + fits.substring(1)).containsEntry("overflowed_columns", "coupon");
        assertThat(over.get("coupon").toString().getBytes(UTF_8)).hasSize(limit - 1);
    }

    @Test
    void aJsonColumnOverItsLimitBecomesNullAndIsNamed() {
        String frame = "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m\",\"properties\":{\"a\":\"%s\"}}";
        int inside = Column.BYTES_MAX - "{\"a\":\"\"}".length();

        Map<String, Object> full = row(event(1, frame.formatted("a".repeat(inside))));
        Map<String, Object> over = row(event(1, frame.formatted("a".repeat(inside + 1))));

        assertThat(full.get("properties").toString()).hasSize(Column.BYTES_MAX);
        assertThat(full).containsEntry("overflowed_columns", null);
        assertThat(over).containsEntry("properties", null).containsEntry("overflowed_columns", "properties");
    }

    @Test
    void longIdentitiesStayDifferent() {
        String frame = "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"%s\"}";
        String id = "i".repeat(column("event_id").bytes());

        Map<String, Object> full = row(event(1, frame.formatted(id)));
        Map<String, Object> one = row(event(1, frame.formatted(id + "1")));
        Map<String, Object> two = row(event(1, frame.formatted(id + "2")));

        assertThat(full).containsEntry("event_id", id);
        assertThat(one.get("event_id").toString()).hasSize(64).isNotEqualTo(two.get("event_id"));
        assertThat(one).containsEntry("overflowed_columns", "event_id");
    }

    @Test
    void dropsNulAndKeepsEveryOtherCharacter() {
        Map<String, Object> row = row(coupon("a\\u0000b\\ud83d\\ude00\\n\\ud800\\\"é😀"));

        assertThat(row).containsEntry("coupon", "ab😀\n\uFFFD\"é😀").containsEntry("overflowed_columns", null);
    }

    @Test
    void isUnreadableWhenItIsNoEnvelopeOrNoUtf8() {
        byte[] broken = coupon("x").value();
        broken[new String(broken, UTF_8).indexOf("\"x\"") + 1] = (byte) 0xFF;

        assertThat(EventRow.read(TestEvents.raw(1, broken), new byte[0], 0)).isNull();
        assertThat(EventRow.read(TestEvents.raw(1, "{}".getBytes(UTF_8)), new byte[0], 0))
                .isNull();
        assertThat(EventRow.read(TestEvents.raw(1, new byte[0]), new byte[0], 0))
                .isNull();
    }

    @Test
    void marksTimesAsMicrosecondsInUtc() {
        assertThat(ParquetSchema.of(TABLE).getType("event_ts").asPrimitiveType().getLogicalTypeAnnotation())
                .isInstanceOfSatisfying(TimestampLogicalTypeAnnotation.class, time -> {
                    assertThat(time.isAdjustedToUTC()).isTrue();
                    assertThat(time.getUnit()).isEqualTo(TimeUnit.MICROS);
                });
    }

    @Test
    void makesDdlForBothWarehouses() {
        Table small = new Table(
                "t", 1, "", List.of("event_id"), List.of(column("event_id"), column("event_ts"), column("properties")));

        assertThat(Ddl.DUCKDB.create(small)).isEqualTo("""
            CREATE TABLE IF NOT EXISTS t (
                event_id VARCHAR(512) NOT NULL,
                event_ts TIMESTAMP NOT NULL,
                properties VARCHAR(65535)
            )\
            """);
        assertThat(Ddl.REDSHIFT.create(small)).isEqualTo("""
            CREATE TABLE IF NOT EXISTS t (
                event_id VARCHAR(512) ENCODE ZSTD NOT NULL,
                event_ts TIMESTAMP ENCODE RAW NOT NULL,
                properties VARCHAR(65535) ENCODE ZSTD
            )
            DISTKEY (event_id)
            SORTKEY (event_ts)\
            """);
        assertThat(small.columnList()).isEqualTo("event_id, event_ts, properties");
    }

    private static JournalRecord coupon(String text) {
        return event(
                1,
                "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m\",\"properties\":{\"coupon\":\"" + text
                        + "\"}}");
    }

    /** The row by column name, text as String. */
    private static Map<String, Object> row(JournalRecord record) {
        EventRow row = EventRow.read(record, TestEvents.TOPIC.getBytes(UTF_8), 3);
        Object[] values = new RowEncoder<>(EventsTable.FIELDS).encode(row);
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i] instanceof Binary text ? text.toStringUsingUTF8() : values[i];
            named.put(TABLE.columns().get(i).name(), value);
        }
        return named;
    }

    private static Column column(String name) {
        return TABLE.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Column withBytes(Column c, int bytes) {
        return new Column(
                c.name(),
                c.type(),
                bytes,
                c.required(),
                c.distinct(),
                c.since(),
                c.overflow(),
                c.meaning(),
                c.example());
    }
}
