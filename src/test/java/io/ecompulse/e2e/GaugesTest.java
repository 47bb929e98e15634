package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GaugesTest {
    private static final String PAGE = """
            # TYPE spool_records gauge
            spool_records 3.0
            spool_records_total{role="edge"} 4.0
            spool_records_total{role="lake"} 5.0
            """;

    @Test
    void addsUpTheSeriesOfOneName() {
        assertThat(Gauges.sum("spool_records", PAGE)).isEqualTo(3);
        assertThat(Gauges.sum("spool_records_total", PAGE)).isEqualTo(9);
    }

    @Test
    void doesNotTakeAMissingOneForNothing() {
        assertThatThrownBy(() -> Gauges.sum("spool", PAGE)).isInstanceOf(AssertionError.class);
    }
}
