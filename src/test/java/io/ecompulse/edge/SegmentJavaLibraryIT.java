package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.segment.analytics.Analytics;
import com.segment.analytics.Callback;
import com.segment.analytics.messages.IdentifyMessage;
import com.segment.analytics.messages.Message;
import com.segment.analytics.messages.TrackMessage;
import io.ecompulse.journal.JournalTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Segment's own Java library, unmodified, as any shop would use it. */
class SegmentJavaLibraryIT {
    private final TestEdge edge = TestEdge.start();
    private final Queue<String> delivered = new ConcurrentLinkedQueue<>();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void everyEventIsAccountedForByItsId() {
        Analytics analytics = Analytics.builder(TestEdge.KEY)
                .endpoint(edge.uri("").toString())
                .callback(callback())
                .flushQueueSize(50)
                .build();

        List<String> sent = send(analytics, 1_000);

        assertThat(lost).isEmpty();
        assertThat(delivered).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(edge.journal.ids()).containsExactlyInAnyOrderElementsOf(sent);
        // The library writes its context on the batch; here it must stand in every event.
        assertThat(edge.journal.values(JournalTopic.EVENTS))
                .allSatisfy(value -> assertThat(value).contains("\"library\":{\"name\":\"analytics-java\""));
    }

    private List<String> send(Analytics analytics, int events) {
        List<String> sent = enqueue(analytics, events);
        analytics.flush();
        await().atMost(Duration.ofSeconds(60)).until(() -> delivered.size() + lost.size() == events);
        analytics.shutdown();
        return sent;
    }

    private static List<String> enqueue(Analytics analytics, int events) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            String id = "java-" + i;
            ids.add(id);
            analytics.enqueue(
                    i % 10 == 0
                            ? IdentifyMessage.builder()
                                    .userId("u" + i % 7)
                                    .traits(Map.of("plan", "free"))
                                    .messageId(id)
                            : TrackMessage.builder("Product Viewed")
                                    .userId("u" + i % 7)
                                    .properties(Map.of("product_id", "p" + i, "price", 9.99))
                                    .messageId(id));
        }
        return ids;
    }

    private Callback callback() {
        return new Callback() {
            @Override
            public void success(Message message) {
                delivered.add(message.messageId());
            }

            @Override
            public void failure(Message message, Throwable fault) {
                lost.add(message.messageId());
            }
        };
    }
}
