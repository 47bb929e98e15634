package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.conflict;
import static io.ecompulse.lake.TestEvents.duplicate;
import static io.ecompulse.lake.TestEvents.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalRecord;
import io.ecompulse.lake.TopicRows.Filled;
import io.ecompulse.lake.TopicRows.Reading;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class OrderItemsTableTest {
    private static final String ORDER = """
        {"type":"track","event":"purchase","messageId":"m-1","anonymousId":"a","userId":"u",
         "timestamp":"2026-11-23T11:59:59.000Z","context":{"sessionId":"s"},
         "properties":{"transaction_id":"o-1","checkout_id":"c-1","cart_id":"k-1","currency":"eur","items":[
          {"item_id":"i","sku":"s1","item_name":"n","item_brand":"b","item_category":"c","item_variant":"v",
           "index":4,"price":"6.17","quantity":2,"discount":1,"coupon":"C"},
          {"sku":"s2","price":0.005,"quantity":1000},
          {"sku":"s3","quantity":2}]}}\
        """;

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void everyLineIsARowBesideItsEvent() {
        Reading reading = read(event(7, ORDER), 1000);

        assertThat(reading.rows().stream().map(row -> row.table().name()))
                .containsExactly("events", "order_items", "order_items", "order_items");
        Map<String, Object> first = TestRows.named(reading.rows().get(1));
        assertThat(first.entrySet().stream()
                        .filter(entry -> entry.getValue() == null)
                        .map(Map.Entry::getKey))
                .containsExactly("overflowed_columns", "type_conflicts");
        assertThat(first)
                .containsEntry("event_id", "m-1")
                .containsEntry("source_id", "dev")
                .containsEntry("line", 1L)
                .containsEntry("event_name", "Order Completed")
                .containsEntry("event_ts", 1_795_435_199_000_000L)
                .containsEntry("received_ts", 1_795_435_200_000_000L)
                .containsEntry("order_id", "o-1")
                .containsEntry("cart_id", "k-1")
                .containsEntry("anonymous_id", "a")
                .containsEntry("product_id", "i")
                .containsEntry("variant", "v")
                .containsEntry("position", 4L)
                .containsEntry("quantity", 2L)
                .containsEntry("currency", "EUR")
                .containsEntry("price_minor", 617L)
                .containsEntry("discount_minor", 100L)
                .containsEntry("revenue_minor", 1234L)
                .containsEntry("table_version", 1L)
                .containsEntry("kafka_offset", 7L);
    }

    @Test
    void aLineIsWorthItsPriceTimesItsQuantityBeforeRounding() {
        List<Filled> rows = read(event(7, ORDER), 1000).rows();

        assertThat(TestRows.named(rows.get(2)))
                .containsEntry("revenue_minor", 500L)
                .containsEntry("price_minor", 1L);
        assertThat(TestRows.named(rows.get(3)))
                .containsEntry("revenue_minor", null)
                .containsEntry("quantity", 2L);
    }

    @Test
    void aLineThatIsNoObjectHasNoRowAndTheOthersKeepTheirPlace() {
        List<Filled> rows = read(
                        event(
                                1,
                                "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m\",\"properties\":{\"products\":[\"TEA\",3,{\"sku\":\"CUP\"},null]}}"),
                        1000)
                .rows();

        assertThat(rows).hasSize(2);
        assertThat(TestRows.named(rows.get(1))).containsEntry("sku", "CUP").containsEntry("line", 3L);
    }

    @Test
    void whatIsNoNumberIsNullNamedAndCounted() {
        List<Filled> rows = read(
                        event(
                                1,
                                "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m\",\"properties\":{\"products\":["
                                        + "{\"sku\":{\"no\":\"text\"},\"price\":\"cheap\",\"quantity\":1.5}]}}"),
                        1000)
                .rows();

        assertThat(TestRows.named(rows.get(1)))
                .containsEntry("sku", null)
                .containsEntry("quantity", null)
                .containsEntry("price_minor", null)
                .containsEntry("type_conflicts", "sku,quantity,price_minor")
                .containsEntry("item", "{\"sku\":{\"no\":\"text\"},\"price\":\"cheap\",\"quantity\":1.5}");
        assertThat(meters.get("ecompulse.lake.type.conflicts")
                        .tag("column", "price_minor")
                        .counter()
                        .count())
                .as("of the event and of its line")
                .isEqualTo(2);
    }

    @Test
    void anEventGetsSoManyLinesAndNoMore() {
        JournalRecord order = event(7, ORDER);

        assertThat(read(order, 3).rows()).hasSize(1 + 3);
        assertThat(read(order, 2).rows()).hasSize(1 + 2);
    }

    @Test
    void aDuplicateHasNoLinesAndAConflictHasThoseOfItsOwnId() {
        assertThat(read(duplicate(event(7, ORDER)), 1000).rows()).isEmpty();
        assertThat(TestRows.named(
                        read(conflict(event(7, ORDER), 7), 1000).rows().get(1)))
                .containsEntry("event_id", "m-1~0000000000000007");
    }

    @Test
    void onlyTrackCallsHaveLines() {
        assertThat(read(event(1, "{\"type\":\"page\",\"messageId\":\"m\",\"properties\":{\"products\":[{}]}}"), 10)
                        .rows())
                .hasSize(1);
    }

    private Reading read(JournalRecord record, int linesMax) {
        EventRows rows = new EventRows(EventRow::read, linesMax, new Memos(16), new TypeConflicts(meters));
        return Objects.requireNonNull(rows.read(record, TestEvents.TOPIC.getBytes(UTF_8), 3));
    }
}
