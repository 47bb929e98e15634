package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.segment.analytics.kotlin.core.RequestFactory;
import com.segment.analytics.kotlin.core.compat.ConfigurationBuilder;
import com.segment.analytics.kotlin.core.compat.JavaAnalytics;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.JournalUnavailable;
import io.ecompulse.tls.TestCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Segment's own Kotlin library, unmodified: the one inside Android apps. It speaks TLS only, packs its batches, keeps them in
 * files, and asks for its settings first.
 */
class SegmentKotlinLibraryIT {
    private static final Pattern PRODUCT = Pattern.compile("\"product_id\":\"(p\\d+)\"");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private TestCertificate certificate;
    private TestEdge edge;

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void everyEventIsKeptThroughRefusalsAndARestart() {
        certificate = TestCertificate.sound(folder, "edge");
        edge = start(0);
        int port = edge.edge.port();
        List<String> sent = new ArrayList<>();
        JavaAnalytics analytics = library(port);

        send(analytics, sent, 50);
        // Also answered: what fails now must not be one of them, which would be kept, refused, and rightly sent again.
        await().atMost(PATIENCE)
                .until(() ->
                        arrived(edge).size() == 50 && analytics.pendingUploads().isEmpty());
        edge.journal.failWith(JournalUnavailable.failed("away", new IllegalStateException()));
        send(analytics, sent, 50);
        await().atMost(PATIENCE)
                .until(() -> edge.counter("ecompulse.refused.requests", "reason", "journal_unavailable") >= 1);
        List<String> before = arrived(edge);
        edge.close();
        send(analytics, sent, 50);
        edge = start(port);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            analytics.flush();
            return arrived(edge).size() >= 100;
        });

        List<String> all =
                Stream.concat(before.stream(), arrived(edge).stream()).toList();
        assertThat(all).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(analytics.pendingUploads()).isEmpty();
    }

    private TestEdge start(int port) {
        return TestEdge.start(
                "edge.http.port",
                Integer.toString(port),
                "edge.tls.certificate",
                certificate.certificate().toString(),
                "edge.tls.key",
                certificate.key().toString());
    }

    private JavaAnalytics library(int port) {
        String host = "localhost:" + port + "/v1";
        OkHttpClient trusting = new OkHttpClient.Builder()
                .sslSocketFactory(certificate.trusting().getSocketFactory(), certificate.trust())
                .hostnameVerifier((name, session) -> name.equals("localhost"))
                .build();
        return new JavaAnalytics(new ConfigurationBuilder(TestEdge.KEY)
                .setApplication(folder.toString())
                .setApiHost(host)
                .setCdnHost(host)
                .setFlushAt(20)
                .setFlushInterval(1)
                .setRequestFactory(new RequestFactory(trusting))
                .build());
    }

    private static void send(JavaAnalytics analytics, List<String> sent, int events) {
        for (int i = 0; i < events; i++) {
            String product = "p" + sent.size();
            sent.add(product);
            analytics.track("Product Viewed", Map.of("product_id", product));
        }
        analytics.flush();
    }

    /** The products of all events in the journal; the library gives the ids itself. */
    private static List<String> arrived(TestEdge edge) {
        return edge.journal.values(JournalTopic.EVENTS).stream()
                .flatMap(value -> PRODUCT.matcher(value).results().map(found -> found.group(1)))
                .toList();
    }
}
