package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a foreign producer writes into the events topic stops nobody, and is kept once for each stage. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PoisonIT {
    private static final String SOUND =
            "{\"type\":\"page\",\"messageId\":\"%s\",\"anonymousId\":\"anna\",\"context\":{},\"properties\":{}}";

    private static final String ORDER = "{\"type\":\"track\",\"event\":\"purchase\",\"messageId\":\"order\","
            + "\"anonymousId\":\"anna\",\"properties\":{\"transaction_id\":\"o-1\",\"currency\":\"EUR\",\"items\":["
            + "{\"sku\":\"TEA\",\"price\":\"6.17\",\"quantity\":2},{\"sku\":\"CUP\",\"price\":5}]}}";

    @Test
    void hostileRecordsAreKeptByEachStageAndTheirPartitionGoesOn(@TempDir Path folder) throws Exception {
        try (RunningShop shop = new RunningShop(folder)) {
            List<byte[]> unreadable = unreadable();
            List<byte[]> odd = odd();

            for (int i = 0; i < unreadable.size(); i++) {
                shop.produce("bad" + i, unreadable.get(i));
            }
            for (int i = 0; i < odd.size(); i++) {
                shop.produce("odd" + i, odd.get(i));
            }
            shop.produce("order", envelope(ORDER));
            shop.produce("last", envelope(SOUND.formatted("last")));

            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(300))
                    .until(
                            () -> shop.sql("select count(*) from events where event_id = 'last'")
                                    .toString(),
                            "[[1]]"::equals);
            int both = 2 * unreadable.size();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> shop.topic("ecompulse.failed").size() >= both);
            List<String> kept = shop.topic("ecompulse.failed").stream()
                    .map(record ->
                            RunningShop.header(record, "stage") + " " + RunningShop.header(record, "reason") + " "
                                    + RunningShop.header(record, "id") + " " + RunningShop.header(record, "topic") + " "
                                    + RunningShop.header(record, "partition"))
                    .toList();

            List<String> expected = new ArrayList<>();
            for (int i = 0; i < unreadable.size(); i++) {
                expected.add("lake unreadable bad" + i + " ecompulse.events 0");
                expected.add("aggregate unreadable bad" + i + " ecompulse.events 0");
            }
            assertThat(kept).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(shop.sql("select count(*) from events").toString())
                    .as("what is odd but an event has its row")
                    .isEqualTo("[[" + (odd.size() + 2) + "]]");
            awaitRows(shop, "select count(*) from failed_events", "[[" + both + "]]");
            awaitRows(
                    shop,
                    "select distinct stage, reason, source_id, origin_topic from failed_events order by 1",
                    "[[\"aggregate\",\"unreadable\",\"dev\",\"ecompulse.events\"],"
                            + "[\"lake\",\"unreadable\",\"dev\",\"ecompulse.events\"]]");
            awaitRows(
                    shop,
                    "select event_id, line, sku, revenue_minor from order_items where order_id = 'o-1' order by line",
                    "[[\"order\",1,\"TEA\",1234],[\"order\",2,\"CUP\",500]]");
            for (String stage : List.of("lake", "aggregate")) {
                assertThat(shop.meter("ecompulse_discarded_events_total"))
                        .anyMatch(line -> line.contains("stage=\"" + stage + "\"")
                                && line.contains("reason=\"unreadable\"")
                                && line.endsWith(" " + unreadable.size() + ".0"));
            }
        }
    }

    private static void awaitRows(RunningShop shop, String query, String rows) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(shop.sql(query)).hasToString(rows));
    }

    /** What no stage can take for an event. */
    private static List<byte[]> unreadable() {
        String sound = new String(envelope(SOUND.formatted("x")), StandardCharsets.UTF_8);
        List<String> texts = List.of(
                "",
                "no JSON at all",
                sound.substring(0, sound.length() / 2),
                "[".repeat(100_000),
                "{\"v\":1}",
                sound.replace("\"v\":1", "\"v\":99"),
                sound.replace("\"source\":\"dev\"", "\"source\":[\"dev\"]"),
                sound.replace("2026-11-23T16:00:00Z", "yesterday"),
                sound.replace("\"type\":\"page\"", "\"type\":{}"),
                "x".repeat(780_000));
        List<byte[]> all = new ArrayList<>();
        texts.forEach(text -> all.add(utf8(text)));
        return all;
    }

    /** What is an event, however strange: wrong types at every field that is looked at, numbers out of every range. */
    private static List<byte[]> odd() {
        List<byte[]> all = new ArrayList<>();
        String[] values = {
            "[]", "{}", "-1e999999999", "\"\\ud800\"", "true", "[[{\"a\":[]}]]", "\"" + "y".repeat(60_000) + "\""
        };
        for (String value : values) {
            all.add(envelope("{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":" + value
                    + ",\"anonymousId\":" + value + ",\"userId\":" + value + ",\"timestamp\":" + value
                    + ",\"sentAt\":" + value + ",\"sessionId\":" + value + ",\"context\":" + value
                    + ",\"properties\":{\"order_id\":" + value + ",\"revenue\":" + value + ",\"currency\":"
                    + (value.length() > 100 ? "\"EUR\"" : value) + ",\"products\":"
                    + (value.length() > 100 ? "[]" : value) + "}}"));
        }
        return all;
    }

    private static byte[] envelope(String event) {
        return utf8("{\"v\":1,\"receivedAt\":\"2026-11-23T16:00:00Z\",\"source\":\"dev\",\"protocol\":\"segment\","
                + "\"edge\":\"e\",\"event\":" + event + "}");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
