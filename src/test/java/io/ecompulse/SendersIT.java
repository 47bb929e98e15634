package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ecompulse.edge.address.MaxMindFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is found out about senders, from the edge to every place where it is asked for. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SendersIT {
    private static final String PHONE =
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/126.0.0.0 Mobile Safari/537.36";
    private static final String HEADLESS = "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/126.0.0.0 Safari/537.36";

    @Test
    void botsDevicesAndCountriesStandInTheLakeAndInEveryAnswer(@TempDir Path folder) throws Exception {
        Path database = folder.resolve("country.mmdb");
        new MaxMindFile(true, Instant.EPOCH)
                .block("203.0.113.0", 24, "country", "DE")
                .write(database);
        try (RunningShop shop = new RunningShop(
                folder.resolve("data"), Map.of("edge.country.database", database.toString()), InstantSource.system())) {
            assertThat(shop.send(page("phone", PHONE), page("robot", HEADLESS))
                            .path("accepted")
                            .asInt())
                    .as("none is dropped")
                    .isEqualTo(2);

            shop.produce("other", envelope());

            shop.awaitStored("other", "phone", "robot");
            assertThat(shop.sql("select event_id, privacy, bot, country, device_class from events order by 1")
                            .toString())
                    .isEqualTo("[[\"other\",\"strip_ids\",\"seo\",\"AT\",null],[\"phone\",null,null,\"DE\",\"mobile\"],"
                            + "[\"robot\",null,\"automation\",\"DE\",\"desktop\"]]");
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            totals(shop, "include").path("events").path("total").asInt() == 3);
            assertThat(totals(shop, "exclude").path("events").path("total").asInt())
                    .isEqualTo(1);
            assertThat(totals(shop, "only").path("events").path("total").asInt())
                    .isEqualTo(2);
            assertThat(totals(shop, "exclude").path("devices")).hasToString("{\"mobile\":1}");
            assertThat(totals(shop, "include").path("devices")).hasToString("{\"desktop\":1,\"mobile\":1}");
            assertThat(totals(shop, "include").path("countries")).hasToString("{\"AT\":1,\"DE\":2}");
        }
    }

    private static String page(String id, String agent) {
        return "{\"type\":\"page\",\"messageId\":\"" + id + "\",\"anonymousId\":\"" + id
                + "\",\"properties\":{},\"context\":{\"ip\":\"203.0.113.7\",\"userAgent\":\"" + agent + "\"}}";
    }

    /** Of an edge whose policy took something and that knows the country. */
    private static byte[] envelope() {
        return ("{\"v\":1,\"receivedAt\":\"" + Instant.now() + "\",\"source\":\"dev\",\"protocol\":\"segment\","
                        + "\"privacy\":\"strip_ids\",\"bot\":\"seo\",\"country\":\"AT\",\"event\":{\"type\":\"page\","
                        + "\"messageId\":\"other\",\"anonymousId\":\"other\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode totals(RunningShop shop, String bots) throws Exception {
        return shop.get("/api/v1/totals?source=dev&bots=" + bots);
    }
}
