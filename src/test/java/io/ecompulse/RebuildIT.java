package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ecompulse rebuild} where Kafka's retention has gone over what was counted. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RebuildIT {
    @TempDir
    private Path folder;

    private record Ran(int exit, String said) {}

    @Test
    void isRefusedWhereNumbersWouldBeLostUnlessItIsForced() throws Exception {
        try (RunningShop shop = new RunningShop(folder)) {
            shop.send("{\"type\":\"track\",\"event\":\"E\",\"messageId\":\"m1\",\"anonymousId\":\"a\"}");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> shop.get("/api/v1/books").path("stored").asInt() == 1);
            assertThat(rebuild().said()).contains("partitions are counted again");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !shop.get("/api/v1/books").path("partial").asBoolean());

            shop.forget("ecompulse.events");

            Ran refused = rebuild();
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.said()).contains("Kafka no longer holds what the numbers of partition", "--force");
            assertThat(shop.get("/api/v1/books").path("stored").asInt()).isEqualTo(1);
            assertThat(rebuild("--cancel").said()).contains("The rebuild of 0 partitions has ended");
            assertThat(rebuild("--force").exit()).isZero();
        }
    }

    private Ran rebuild(String... more) throws Exception {
        DevFile running = DevFile.of(folder).orElseThrow();
        List<String> words = new ArrayList<>(List.of("rebuild"));
        words.addAll(List.of(more));
        Map<String, String> settings = DevSettings.of(folder, running.kafka(), running.redis());
        settings.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        StringWriter said = new StringWriter();
        PrintWriter printer = new PrintWriter(said, true);
        int exit = Main.commandLine().setOut(printer).setErr(printer).execute(words.toArray(String[]::new));
        return new Ran(exit, said.toString());
    }
}
