package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ecompulse trace} against a running program, through its management listener and by a deployment's settings. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TraceIT {
    private static final String EVENT =
            "{\"type\":\"track\",\"event\":\"E\",\"messageId\":\"m1\",\"anonymousId\":\"a\"}";

    @TempDir
    private static Path folder;

    private static RunningShop shop;

    private record Ran(int exit, String out) {
        JsonNode json() throws Exception {
            return new ObjectMapper().readTree(out);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        // So that the reader is the one to see duplicates.
        shop = new RunningShop(folder, Map.of("edge.recent.ids.max", "0"), InstantSource.system());
        shop.send(EVENT.replace("m1", "m0"), EVENT, "{\"type\":\"shout\",\"messageId\":\"bad\"}");
        shop.awaitStored("m0", "m1");
        shop.send(EVENT);
    }

    @AfterAll
    static void stop() throws Exception {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void anEventIsFoundOnEveryStageAndItsDuplicateToo() throws Exception {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> lakeStates(trace("m1", "--json").json()).equals(List.of("stored", "no row")));

        Ran ran = trace("m1", "--json");
        JsonNode first = ran.json().path("journal").get(0);
        JsonNode second = ran.json().path("journal").get(1);
        assertThat(ran.exit()).isZero();
        assertThat(first.path("sight").asText()).isEqualTo("event");
        assertThat(first.path("source").asText()).isEqualTo("dev");
        assertThat(first.at("/aggregate/state").asText()).isEqualTo("counted");
        assertThat(first.at("/warehouse/state").asText()).isEqualTo("loaded");
        assertThat(first.at("/warehouse/load").asText())
                .isEqualTo(first.at("/lake/file").asText());
        assertThat(idInRow(first)).isEqualTo("m1");
        assertThat(rowByDuckDb(first)).isEqualTo(first.at("/lake/row").asLong());
        assertThat(second.path("sight").asText()).isEqualTo("duplicate");
        assertThat(second.at("/aggregate/state").asText()).isEqualTo("duplicate");
        assertThat(second.at("/warehouse/state").asText()).isEqualTo("never");
    }

    @Test
    void aRejectedEventIsFoundWithItsReason() throws Exception {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> trace("bad", "--json").exit() == 0);

        JsonNode failed = trace("bad", "--json").json().path("failed").get(0);
        assertThat(failed.path("outcome").asText()).isEqualTo("rejected");
        assertThat(failed.path("reason").asText()).isNotEmpty();
        assertThat(trace("bad").out()).startsWith("rejected by edge at ").contains("kept      ecompulse.failed-");
    }

    @Test
    void ofAnUnknownEventThereIsNothingAndTheExitSaysSo() throws Exception {
        Ran ran = trace("m7");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).startsWith("nothing of m7 arrived from ");
        assertThat(trace("m1", "--from", "2026-01-01T00:00:00Z", "--to", "2026-01-02T00:00:00Z")
                        .exit())
                .isEqualTo(1);
    }

    @Test
    void aWrongQuestionIsRefused() {
        assertThat(trace("m1", "--records", "none").exit()).isEqualTo(1);
        assertThat(trace("m1", "--from", "yesterday").exit()).isEqualTo(1);
    }

    @Test
    void aDeploymentsSettingsFindTheSame() throws Exception {
        DevFile running = DevFile.of(folder).orElseThrow();
        List<String> arguments = new ArrayList<>(List.of("m1", "--source", "dev", "--json"));
        Map<String, String> settings = DevSettings.of(folder, running.kafka(), running.redis());
        settings.put("warehouse.duckdb.dir", folder.resolve("another").toString());
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> lakeStates(trace(arguments.toArray(String[]::new)).json())
                        .equals(List.of("stored", "no row")));

        JsonNode first =
                trace(arguments.toArray(String[]::new)).json().path("journal").get(0);
        assertThat(first.at("/aggregate/state").asText()).isEqualTo("counted");
        assertThat(first.at("/warehouse/state").asText()).isEqualTo("unknown");
        assertThat(trace("m1", "--source", "other", "--url", "http://127.0.0.1:" + shop.managementPort())
                        .exit())
                .isEqualTo(1);
    }

    private static List<String> lakeStates(JsonNode trace) {
        List<String> states = new ArrayList<>();
        trace.path("journal")
                .forEach(position -> states.add(position.at("/lake/state").asText()));
        return states;
    }

    /** Another reader of Parquet must say the same. */
    private static long rowByDuckDb(JsonNode position) throws Exception {
        Path file = folder.resolve("lake").resolve(position.at("/lake/file").asText());
        return shop.sql("select file_row_number from read_parquet('" + file + "', file_row_number = true)"
                        + " where kafka_offset = " + position.path("offset").asLong())
                .get(0)
                .get(0)
                .asLong();
    }

    private static String idInRow(JsonNode position) throws Exception {
        return shop.sql("select event_id from events where kafka_partition = "
                        + position.path("partition").asInt() + " and kafka_offset = "
                        + position.path("offset").asLong())
                .get(0)
                .get(0)
                .asText();
    }

    private static Ran trace(String... arguments) {
        List<String> all = new ArrayList<>(List.of("trace"));
        all.addAll(Arrays.asList(arguments));
        if (!all.contains("--set") && !all.contains("--url")) {
            all.addAll(List.of("--data", folder.toString()));
        }
        StringWriter out = new StringWriter();
        int exit = Main.commandLine().setOut(new PrintWriter(out, true)).execute(all.toArray(String[]::new));
        return new Ran(exit, out.toString());
    }
}
