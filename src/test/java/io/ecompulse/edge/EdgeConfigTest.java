package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeConfigTest {
    @Test
    void hasADefaultForEverything() throws Exception {
        Settings settings = new Settings(Map.of(), Map.of(), Map.of());

        EdgeConfig config = EdgeConfig.from(settings);

        settings.check();
        assertThat(config.port()).isEqualTo(8080);
        assertThat(config.body().wireBytesMax()).isEqualTo(5 * 1024 * 1024);
    }

    @ParameterizedTest
    @CsvSource({
        "edge.event.bytes.max, 2GiB, edge.event.bytes.max: expected 1 to 1GiB",
        "edge.body.bytes.max, 0, edge.body.bytes.max: expected 1 to 1GiB",
        "edge.inflight.bytes.max, 46817279, edge.inflight.bytes.max is below 46817280",
        "edge.http.connections.max, 0, edge.http.connections.max",
        "edge.http.header.deadline, 99ms, edge.http.header.deadline: expected at least 100ms",
        "edge.body.pace, 99ms, edge.body.pace: expected at least 100ms",
        "edge.stream.frame.bytes.max, 1KiB, edge.stream.frame.bytes.max is below edge.event.bytes.max",
        "edge.snowplow.paths, acme, edge.snowplow.paths: expected paths like",
        "edge.snowplow.paths, /acme/, edge.snowplow.paths: expected paths like",
        "edge.snowplow.paths, /a?b, edge.snowplow.paths: expected paths like",
        "edge.snowplow.paths, /a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q, edge.snowplow.paths: expected paths like",
        "edge.snowplow.paths, /v1/batch, edge.snowplow.paths: /v1/batch is a path of another protocol",
        "edge.snowplow.paths, /array/k/config, edge.snowplow.paths: /array/k/config is a path of another protocol",
        "edge.proxies.trusted, '10.0.0.0/8,proxy', 'edge.proxies.trusted: \"proxy\": expected addresses or blocks'",
        "edge.proxies.trusted, 10.0.0.1/8, edge.proxies.trusted",
        "edge.proxies.header, x-real-ip, edge.proxies.header",
        "edge.public.protocol, ftp, edge.public.protocol"
    })
    void refusesWhatCannotWork(String key, String value, String problem) {
        assertThatThrownBy(() -> TestEdge.config(Map.of(key, value))).hasMessageContaining(problem);
    }

    @Test
    void readsPathsForSnowplow() {
        assertThat(TestEdge.config(Map.of("edge.snowplow.paths", " /a , /a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p,"))
                        .snowplowPaths())
                .containsExactly("/a", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p");
        assertThat(TestEdge.config(Map.of("edge.snowplow.paths", "")).snowplowPaths())
                .isEmpty();
    }

    @Test
    void takesABudgetThatHoldsTheLargestBatchAndNotAByteMore() {
        assertThat(TestEdge.config(Map.of("edge.inflight.bytes.max", "46817280"))
                        .inflightBytesMax())
                .isEqualTo(46_817_280);
    }
}
