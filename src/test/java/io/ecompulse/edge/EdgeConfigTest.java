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
        "edge.stream.frame.bytes.max, 1KiB, edge.stream.frame.bytes.max is below edge.event.bytes.max",
        "edge.public.protocol, ftp, edge.public.protocol"
    })
    void refusesWhatCannotWork(String key, String value, String problem) {
        assertThatThrownBy(() -> TestEdge.config(Map.of(key, value))).hasMessageContaining(problem);
    }

    @Test
    void takesABudgetThatHoldsTheLargestBatchAndNotAByteMore() {
        assertThat(TestEdge.config(Map.of("edge.inflight.bytes.max", "46817280"))
                        .inflightBytesMax())
                .isEqualTo(46_817_280);
    }
}
