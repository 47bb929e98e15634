package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.dev.traffic.Bench;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmark speaks what a real edge understands. */
class EdgeBenchTest {
    @ParameterizedTest
    @ValueSource(strings = {"http", "websocket"})
    void everyEventThatItSendsIsTaken(String protocol) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (TestEdge edge = TestEdge.start()) {
            List<String> args = List.of(
                    "--protocol",
                    protocol,
                    "--url",
                    edge.uri("").toString(),
                    "--connections",
                    "2",
                    "--batch",
                    "50",
                    "--rate",
                    "1000",
                    "--warmup",
                    "0",
                    "--seconds",
                    "1");
            Bench.Clocks clocks = new Bench.Clocks(InstantSource.system(), System::nanoTime);

            int code = Bench.run(args, new PrintStream(printed, true, StandardCharsets.UTF_8), clocks, new Random(1));

            assertThat(printed.toString(StandardCharsets.UTF_8))
                    .contains("{200=")
                    .contains("broken 0");
            assertThat(code).isZero();
            assertThat(edge.journal.ids()).hasSizeGreaterThanOrEqualTo(100).doesNotHaveDuplicates();
        }
    }
}
