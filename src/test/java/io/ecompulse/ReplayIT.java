package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rejected events, repaired and sent again, against the whole program. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReplayIT {
    private static final String PATCH = "{\"event\":\"Repaired\"}";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void whatWasRejectedIsRepairedSentOnceAndStoredOnce() throws Exception {
        try (RunningShop shop = new RunningShop(folder)) {
            assertThat(shop.send(
                                    "{\"type\":\"track\",\"messageId\":\"m1\",\"anonymousId\":\"anna\",\"properties\":{\"n\":1.10}}",
                                    "{\"type\":\"track\",\"anonymousId\":\"anna\",\"secret\":\"jane@example.com\"}",
                                    "{\"type\":\"nonsense\",\"messageId\":\"m3\",\"anonymousId\":\"anna\"}",
                                    "{\"type\":\"page\",\"messageId\":\"sound\",\"anonymousId\":\"anna\"}")
                            .path("rejected")
                            .asInt())
                    .isEqualTo(3);
            Path patch = Files.writeString(folder.resolve("patch.json"), PATCH);

            assertThat(replay("--where", "reason=missing_event", "--patch", patch.toString(), "--dry-run"))
                    .isZero();
            assertThat(out.toString())
                    .contains("2 failed events selected, 0 more", "2  missing_event (edge)", "id m1")
                    .doesNotContain("jane");
            assertThat(shop.topic("ecompulse.failed"))
                    .as("a dry run writes nothing")
                    .hasSize(3);
            assertThat(shop.topic("ecompulse.events")).hasSize(1);

            assertThat(replay("--where", "reason=missing_event", "--patch", patch.toString()))
                    .as("nobody to ask")
                    .isEqualTo(1);
            assertThat(err.toString()).contains("say --yes");
            assertThat(shop.topic("ecompulse.failed")).hasSize(3);

            assertThat(replay("--where", "reason=missing_event", "--patch", patch.toString(), "--yes"))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("2  accepted");
            String derived = derivedId(shop);
            shop.awaitStored(derived, "m1", "sound");
            assertThat(shop.sql("select event_name, properties from events where event_id = 'm1'")
                            .toString())
                    .isEqualTo("[[\"Repaired\",\"{\\\"n\\\":1.10}\"]]");

            int marked = shop.topic("ecompulse.failed").size();
            assertThat(replay("--where", "reason=missing_event", "--patch", patch.toString(), "--yes"))
                    .isZero();
            assertThat(out.toString()).contains("0 failed events selected, 2 more were sent again before");
            assertThat(shop.topic("ecompulse.failed"))
                    .as("a second run writes nothing")
                    .hasSize(marked);
            assertThat(shop.topic("ecompulse.events")).hasSize(3);
        }
    }

    @Test
    void whatIsRejectedAgainIsReportedAndNotOfferedTwice() throws Exception {
        try (RunningShop shop = new RunningShop(folder)) {
            shop.send("{\"type\":\"nonsense\",\"messageId\":\"m3\",\"anonymousId\":\"anna\"}");

            assertThat(replay("--yes")).isEqualTo(1);
            assertThat(out.toString()).contains("1  rejected (unknown_type)");
            assertThat(err.toString()).contains("1 events are still failed");
            int after = shop.topic("ecompulse.failed").size();
            assertThat(after).as("the event, its mark, and its successor").isEqualTo(3);

            assertThat(replay("--yes")).isEqualTo(1);
            assertThat(out.toString()).contains("not sent: rejected before, and nothing is changed");
            assertThat(shop.topic("ecompulse.failed")).hasSize(after);

            Path patch = Files.writeString(folder.resolve("patch.json"), "{\"type\":\"page\"}");
            assertThat(replay("--yes", "--patch", patch.toString()))
                    .as(err.toString())
                    .isZero();
            shop.awaitStored("m3");
            assertThat(shop.topic("ecompulse.events")).hasSize(1);
        }
    }

    @Test
    void whatBothStagesKeptOfOneRecordIsSentOnce() throws Exception {
        try (RunningShop shop = new RunningShop(folder)) {
            String newer =
                    "{\"v\":99,\"receivedAt\":\"2026-11-23T16:00:00Z\",\"source\":\"dev\",\"protocol\":\"segment\","
                            + "\"event\":{\"type\":\"page\",\"messageId\":\"n1\",\"anonymousId\":\"anna\"}}";
            shop.produce("n1", newer.getBytes(StandardCharsets.UTF_8));
            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(60))
                    .until(() -> shop.topic("ecompulse.failed").size() == 2);

            assertThat(replay("--where", "reason=unreadable", "--yes"))
                    .as(err.toString())
                    .isZero();

            assertThat(out.toString()).contains("2 failed events selected");
            assertThat(shop.topic("ecompulse.events")).hasSize(2);
            assertThat(shop.topic("ecompulse.failed")).as("each has its mark").hasSize(4);
            assertThat(replay("--where", "reason=unreadable", "--yes")).isZero();
            assertThat(shop.topic("ecompulse.events")).hasSize(2);
        }
    }

    /** The id of the event that came without one: its place in the failed topic. */
    private static String derivedId(RunningShop shop) {
        return shop.topic("ecompulse.failed").stream()
                .filter(record -> new String(record.value(), StandardCharsets.UTF_8).contains("secret"))
                .map(record -> record.topic() + "-" + record.partition() + "-" + record.offset())
                .findFirst()
                .orElseThrow();
    }

    private int replay(String... options) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> words = new ArrayList<>(List.of("replay", "--from", "failed", "--data", folder.toString()));
        words.addAll(List.of(options));
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
    }
}
