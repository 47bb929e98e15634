package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One shop's lake, sent into another deployment. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReplayLakeIT {
    private static final String SUMS =
            "select event_id, event_name, event_ts, anonymous_id, user_id, session_id, order_id, revenue_minor, currency,"
                    + " properties, traits, context, conflict_of from events order by 1";
    private static final String[] IDS = {"c1", "i1", "o1", "o2", "p1"};

    @TempDir
    private Path old;

    @TempDir
    private Path fresh;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void anotherDeploymentHoldsTheSameEventsAndASecondRunChangesNothing() throws Exception {
        String stood = fill();
        orphan();
        List<String> lake = files(old.resolve("lake"));
        try (RunningShop shop = new RunningShop(fresh)) {
            String to = "http://127.0.0.1:" + DevFile.of(fresh).orElseThrow().http();

            assertThat(replay("--where", "true", "--to", to, "--elsewhere", "--dry-run"))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString())
                    .contains("5 events selected", "2  Order Completed", "5  received in the hour of", "id o1")
                    .doesNotContain("jane@example.com", "anna");
            assertThat(replay("--where", "true", "--to", to, "--yes")).isEqualTo(1);
            assertThat(err.toString()).contains("--elsewhere");
            assertThat(replay("--where", "true", "--to", to, "--elsewhere")).isEqualTo(1);
            assertThat(err.toString()).contains("say --yes");
            assertThat(shop.topic("ecompulse.events"))
                    .as("nothing was sent yet")
                    .isEmpty();

            assertThat(replay("--where", "true", "--to", to, "--elsewhere", "--yes"))
                    .as(err.toString())
                    .isZero();
            shop.awaitStored(IDS);
            assertThat(shop.sql(SUMS).toString()).isEqualTo(stood);
            assertThat(shop.sql("select sum(revenue_minor) from events").toString())
                    .isEqualTo("[[3550]]");

            assertThat(replay("--where", "true", "--to", to, "--elsewhere", "--yes"))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("5  duplicate");
            assertThat(shop.topic("ecompulse.events")).hasSize(IDS.length);
        }
        try (RunningShop shop = new RunningShop(fresh)) { // Its edge has forgotten what it took; its readers have not.
            String to = "http://127.0.0.1:" + DevFile.of(fresh).orElseThrow().http();

            assertThat(replay("--where", "true", "--to", to, "--elsewhere", "--yes"))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("5  accepted");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(duplicatesOfTheLake(shop)).isEqualTo(IDS.length));
            assertThat(shop.sql(SUMS).toString()).isEqualTo(stood);
            assertThat(files(old.resolve("lake"))).as("the lake is only read").isEqualTo(lake);
        }
    }

    @Test
    void onlyTheRowsOfTheConditionGoAndNeverToTheOwnerOfTheLake() throws Exception {
        fill();
        try (RunningShop shop = new RunningShop(fresh)) {
            String to = "http://127.0.0.1:" + DevFile.of(fresh).orElseThrow().http();

            assertThat(replay("--where", "no_such_column = 1", "--dry-run")).isEqualTo(1);
            assertThat(err.toString().strip().lines()).hasSize(1);
            assertThat(err.toString()).contains("no_such_column");
            assertThat(replay("--dry-run")).isEqualTo(2);
            assertThat(err.toString()).contains("--where is missing");

            assertThat(replay(
                            "--where",
                            "event_name = 'Order Completed'",
                            "--where",
                            "revenue_minor > 1000",
                            "--to",
                            to,
                            "--elsewhere",
                            "--yes"))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("1 events selected", "1  accepted");
            shop.awaitStored("o1");
        }
        try (RunningShop owner = new RunningShop(old)) {
            String to = "http://localhost:" + DevFile.of(old).orElseThrow().http();
            int before = owner.topic("ecompulse.events").size();

            assertThat(replay("--where", "true", "--to", to, "--elsewhere", "--yes"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("owns this lake");
            assertThat(owner.topic("ecompulse.events")).hasSize(before);
        }
    }

    private String fill() throws Exception {
        try (RunningShop shop = new RunningShop(old)) {
            shop.send(
                    "{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":\"o1\",\"anonymousId\":\"anna\","
                            + "\"userId\":\"u1\",\"timestamp\":\"2026-11-01T10:00:00.123Z\",\"sentAt\":\"2026-11-01T10:00:01Z\","
                            + "\"properties\":{\"order_id\":\"A1\",\"revenue\":25.50,\"currency\":\"EUR\"},"
                            + "\"context\":{\"library\":{\"name\":\"@segment/analytics-node\",\"version\":\"2\"}}}",
                    "{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":\"o2\",\"anonymousId\":\"anna\","
                            + "\"timestamp\":\"2026-11-01T11:00:00Z\",\"sessionId\":\"s1\","
                            + "\"properties\":{\"order_id\":\"A2\",\"revenue\":10,\"currency\":\"EUR\"}}",
                    "{\"type\":\"page\",\"name\":\"Home\",\"messageId\":\"p1\",\"anonymousId\":\"anna\"}",
                    "{\"type\":\"identify\",\"messageId\":\"i1\",\"userId\":\"u1\",\"traits\":{\"email\":\"jane@example.com\"}}",
                    "{\"type\":\"track\",\"event\":\"own \\\"näme\\\"\",\"messageId\":\"c1\",\"anonymousId\":\"anna\"}");
            shop.awaitStored(IDS);
            return shop.sql(SUMS).toString();
        }
    }

    /** A file as a writer leaves it that was cut before its commit. */
    private void orphan() throws Exception {
        List<String> standing = files(old.resolve("lake/events"));
        Path one = old.resolve("lake/events").resolve(standing.get(0));
        Files.copy(one, one.resolveSibling("orphan.parquet"));
    }

    private static List<String> files(Path folder) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static double duplicatesOfTheLake(RunningShop shop) throws Exception {
        return shop.meter("ecompulse_discarded_events_total").stream()
                .filter(line -> line.contains("reason=\"duplicate\"") && line.contains("stage=\"lake\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private int replay(String... options) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> words = new ArrayList<>(List.of("replay", "--from", "lake", "--data", old.toString()));
        words.addAll(List.of(options));
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
    }
}
