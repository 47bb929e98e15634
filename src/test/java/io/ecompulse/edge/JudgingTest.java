package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.edge.bot.BotCheck;
import io.ecompulse.edge.protocol.Batch;
import io.ecompulse.edge.protocol.Call;
import io.ecompulse.edge.protocol.Screen;
import io.ecompulse.event.Envelope;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I9: a batch is judged in slices, whatever becomes of its events. */
class JudgingTest {
    private static final EdgeConfig CONFIG = TestEdge.config(Map.of());
    private static final int EVENTS = 8;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"page\",\"anonymousId\":\"v\",\"pad\":\"%s\"}",
                "{\"type\":\"page\",\"anonymousId\":\"v\",\"messageId\":\"copy\",\"pad\":\"%s\"}",
                "{\"pad\":\"%s\"}"
            })
    void whatIsReadCountsAlsoWhereNothingOfItIsStored(String event) {
        // Two of them fill a slice.
        String body = TestEdge.batch(Collections.nCopies(EVENTS, event.formatted("x".repeat(300_000)))
                .toArray(new String[0]));
        Judging judging =
                judging((Batch) Dialect.SEGMENT.protocol(CONFIG.events()).open(TestEdge.utf8(body), Call.BATCH));

        int slices = 1;
        while (!judging.slice()) {
            slices++;
        }

        assertThat(slices).isEqualTo(EVENTS / 2);
    }

    private static Judging judging(Batch batch) {
        Envelope.About envelope = new Envelope.About(TestEdge.NOW, "dev", "segment", "edge", null, null);
        Entries entries =
                new Entries(new Entries.About(envelope, null, "test", 1_000, new Random(5)), BotCheck.read(1), null);
        Intake.Origin origin = new Intake.Origin(
                TestEdge.source("dev", TestEdge.KEY, IpPolicy.KEEP), Sender.of(null, null, null), "segment");
        return new Judging(batch, origin, Screen.OPEN, entries, new RecentIds(10, Duration.ofMinutes(1), () -> 0));
    }
}
