package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ecompulse.journal.AcceptedPage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** I11 in the running program: the edges' word against what the readers counted. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BooksIT {
    @TempDir
    private Path folder;

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final InstantSource clock = () -> Instant.now().plus(ahead.get());

    @Test
    void theBooksBalanceAndWhatNoReaderAccountsForShows() throws Exception {
        Map<String, String> settings = Map.of(
                "edge.recent.ids.max", "0", // So that the reader is the one to see duplicates.
                "edge.books.every", "200ms",
                "insight.books.every", "200ms",
                "insight.books.grace", "10s");
        try (RunningShop shop = new RunningShop(folder, settings, clock)) {
            String event = "{\"type\":\"track\",\"event\":\"E\",\"messageId\":\"m1\",\"anonymousId\":\"a\"}";
            Instant sent = clock.instant();
            shop.send(event, event.replace("m1", "m2"), "17");
            shop.send(event);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> books(shop).path("duplicates").asInt() == 1);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> shop.topic("ecompulse.books").size() > 0);
            ahead.set(Duration.ofMinutes(3)); // The minute is over.

            // As though a reader had dropped two events of the very minute.
            long minute = sent.getEpochSecond() / 60;
            shop.tellBooks(new AcceptedPage("edge", "lossy", 1, List.of(new AcceptedPage.Line("dev", minute, 2))));

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(shop.meter("ecompulse_unaccounted_events"))
                            .containsExactly("ecompulse_unaccounted_events{source=\"dev\"} 2.0"));
            JsonNode books = books(shop);
            assertThat(books.path("unaccounted").asInt()).isEqualTo(2);
            assertThat(books.path("stored").asInt()).isEqualTo(2);
            assertThat(books.path("duplicates").asInt()).isEqualTo(1);
            assertThat(books.path("accepted").asInt()).isEqualTo(5);
        }
    }

    private static JsonNode books(RunningShop shop) throws Exception {
        return shop.get("/api/v1/books");
    }
}
