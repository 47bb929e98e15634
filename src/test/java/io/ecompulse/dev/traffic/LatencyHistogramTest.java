package io.ecompulse.dev.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    @Property
    void comesWithinThreePercentOfTheTruePercentile(
            @ForAll @Size(min = 1, max = 200) List<@LongRange(min = 0, max = 1L << 40) Long> durations) {
        LatencyHistogram histogram = new LatencyHistogram();
        durations.forEach(histogram::record);
        long[] sorted = durations.stream().mapToLong(Long::longValue).sorted().toArray();

        for (double share : new double[] {0.5, 0.95, 0.99, 1.0}) {
            long exact = sorted[(int) Math.ceil(share * sorted.length) - 1];
            assertThat(histogram.percentile(share)).isBetween(exact, exact + exact / 32 + 1);
        }
        assertThat(histogram.max()).isEqualTo(Arrays.stream(sorted).max().orElseThrow());
    }

    @Test
    void takesTheLongestAndTheShortestThereIs() {
        LatencyHistogram histogram = new LatencyHistogram();

        histogram.record(Long.MAX_VALUE);
        histogram.record(-1);

        assertThat(histogram.percentile(0.5)).isZero();
        assertThat(histogram.percentile(1)).isEqualTo(Long.MAX_VALUE);
        assertThat(histogram.count()).isEqualTo(2);
    }

    @Test
    void saysNothingOfNothing() {
        assertThat(new LatencyHistogram().percentile(0.99)).isZero();
    }
}
