package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.e2e.Progress.Recovery;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TollTest {
    private final Toll toll = new Toll();

    @Test
    void tellsOfEachKindHowOftenAndHowLong() {
        toll.struck(Fault.LAKE_KILLED);
        toll.struck(Fault.EDGE_KILLED);
        toll.struck(Fault.EDGE_KILLED);
        toll.struck(Fault.EDGE_KILLED);
        toll.spooled(Fault.EDGE_KILLED, 5);
        toll.spooled(Fault.EDGE_KILLED, 7);
        toll.recovered(Fault.EDGE_KILLED, recovery(4_040, 9_000));
        toll.recovered(Fault.EDGE_KILLED, recovery(1_000, 8_000));
        toll.recovered(Fault.EDGE_KILLED, recovery(2_000, 7_000));

        assertThat(toll.faults()).isEqualTo(4);
        assertThat(toll.table().lines().skip(2))
                .containsExactly(
                        "| edge: kill -9 | 3 | 12 | 2.0 / 4.0 s | 8.0 / 9.0 s |",
                        "| lake: kill -9 | 1 | 0 | not waited for | not waited for |");
    }

    private static Recovery recovery(long silence, long caughtUp) {
        return new Recovery(Duration.ofMillis(silence), Duration.ofMillis(caughtUp));
    }
}
