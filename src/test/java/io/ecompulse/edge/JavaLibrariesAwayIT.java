package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rudderstack.sdk.java.analytics.RudderAnalytics;
import com.segment.analytics.Analytics;
import io.ecompulse.faults.FaultyHttp;
import io.ecompulse.faults.HttpFault;
import io.ecompulse.journal.JournalUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The Java libraries of Segment and RudderStack, unmodified, while the journal and then the server is away, and where requests are refused and answers lost. Both wait up to half a
 * minute before they send again, so they meet it together.
 */
class JavaLibrariesAwayIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private TestEdge edge = TestEdge.start();
    private final List<String> sent = new ArrayList<>();
    private final Queue<String> delivered = new ConcurrentLinkedQueue<>();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private final AtomicInteger rudderFaults = new AtomicInteger();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void everyEventWaitsUntilBothAreBack() {
        int port = edge.edge.port();
        Analytics segment = segment(port);
        RudderAnalytics rudder = rudder(port, true);

        edge.journal.failWith(JournalUnavailable.failed("away", new IllegalStateException()));
        send(segment);
        await().atMost(PATIENCE)
                .until(() -> edge.counter("ecompulse.refused.requests", "reason", "journal_unavailable") >= 1);
        edge.close();
        send(rudder);
        await().atMost(PATIENCE).until(() -> rudderFaults.get() > 0);
        assertThat(delivered).isEmpty();
        edge = TestEdge.start("edge.http.port", Integer.toString(port));
        await().atMost(PATIENCE).until(() -> delivered.size() + lost.size() == sent.size());
        segment.shutdown();
        rudder.shutdown();

        assertThat(lost).isEmpty();
        assertThat(delivered).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(edge.journal.ids()).containsExactlyInAnyOrderElementsOf(sent);
    }

    /** Two of each library, so that both faults cost the same half minute. Not in gzip, which they send in chunks: the line takes lengths only. */
    @Test
    void everyEventIsKeptOnceThroughARefusalAndALostAnswer() throws IOException {
        Queue<String> met = new ConcurrentLinkedQueue<>();
        FaultyHttp refusing = line(HttpFault.TOO_MANY_REQUESTS, met);
        FaultyHttp losing = line(HttpFault.LOSE_ANSWER, met);
        List<Analytics> segments = List.of(segment(refusing.port()), segment(losing.port()));
        List<RudderAnalytics> rudders = List.of(rudder(refusing.port(), false), rudder(losing.port(), false));
        try {
            segments.forEach(this::send);
            rudders.forEach(this::send);
            await().atMost(PATIENCE).until(() -> delivered.size() + lost.size() == sent.size());
        } finally {
            segments.forEach(Analytics::shutdown);
            rudders.forEach(RudderAnalytics::shutdown);
            refusing.close();
            losing.close();
        }

        assertThat(met).as("the first request of each library, on its own path").hasSize(4);
        assertThat(lost).isEmpty();
        assertThat(delivered).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(edge.journal.ids()).containsExactlyInAnyOrderElementsOf(sent);
    }

    /** A line on which the first request to each path meets a fault. */
    private FaultyHttp line(HttpFault fault, Queue<String> met) throws IOException {
        FaultyHttp line = new FaultyHttp(edge.edge.port());
        Set<String> seen = ConcurrentHashMap.newKeySet();
        line.schedule(request -> {
            if (seen.add(request)) {
                met.add(request);
                return fault;
            }
            return HttpFault.NONE;
        });
        return line;
    }

    private void send(Analytics segment) {
        for (int i = 0; i < 5; i++) {
            String id = "segment-" + sent.size();
            sent.add(id);
            segment.enqueue(com.segment.analytics.messages.TrackMessage.builder("Product Viewed")
                    .userId("u1")
                    .messageId(id));
        }
        segment.flush();
    }

    private void send(RudderAnalytics rudder) {
        for (int i = 0; i < 5; i++) {
            String id = "rudder-" + sent.size();
            sent.add(id);
            rudder.enqueue(com.rudderstack.sdk.java.analytics.messages.TrackMessage.builder("Product Viewed")
                    .userId("u1")
                    .messageId(id));
        }
        rudder.flush();
    }

    private Analytics segment(int port) {
        return Analytics.builder(TestEdge.KEY)
                .endpoint("http://127.0.0.1:" + port)
                .callback(new com.segment.analytics.Callback() {
                    @Override
                    public void success(com.segment.analytics.messages.Message message) {
                        delivered.add(message.messageId());
                    }

                    @Override
                    public void failure(com.segment.analytics.messages.Message message, Throwable fault) {
                        lost.add(message.messageId());
                    }
                })
                .build();
    }

    private RudderAnalytics rudder(int port, boolean gzip) {
        return RudderAnalytics.builder(TestEdge.KEY)
                .setDataPlaneUrl("http://127.0.0.1:" + port)
                .setGZIP(gzip)
                .log(new com.rudderstack.sdk.java.analytics.Log() {
                    @Override
                    public void print(Level level, String format, Object... words) {}

                    @Override
                    public void print(Level level, Throwable fault, String format, Object... words) {
                        rudderFaults.incrementAndGet();
                    }
                })
                .callback(new com.rudderstack.sdk.java.analytics.Callback() {
                    @Override
                    public void success(com.rudderstack.sdk.java.analytics.messages.Message message) {
                        delivered.add(message.messageId());
                    }

                    @Override
                    public void failure(com.rudderstack.sdk.java.analytics.messages.Message message, Throwable fault) {
                        lost.add(message.messageId());
                    }
                })
                .build();
    }
}
