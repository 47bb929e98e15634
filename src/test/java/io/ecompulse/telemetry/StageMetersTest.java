package io.ecompulse.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a scrape shows; dashboards and alerts are written against these lines. */
class StageMetersTest {
    private enum Reason {
        TOO_LARGE
    }

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final StageMeters meters = new StageMeters(registry, Stage.LAKE);

    @Test
    void receivedAndSentAreThereFromTheStart() {
        assertThat(registry.scrape())
                .contains("ecompulse_received_events_total{stage=\"lake\"} 0.0")
                .contains("ecompulse_sent_events_total{stage=\"lake\"} 0.0");
    }

    @Test
    void everyMeterHasItsNameAndTags() {
        meters.received(5);
        meters.received(2);
        meters.sent(3);
        meters.conflicts(2);
        meters.discarded(Reason.TOO_LARGE, 4);
        meters.error(Reason.TOO_LARGE);
        meters.duration(Reason.TOO_LARGE, Duration.ofMillis(1_500));

        assertThat(registry.scrape())
                .contains("ecompulse_received_events_total{stage=\"lake\"} 7.0")
                .contains("ecompulse_sent_events_total{stage=\"lake\"} 3.0")
                .contains("ecompulse_conflicting_events_total{stage=\"lake\"} 2.0")
                .contains("ecompulse_discarded_events_total{reason=\"too_large\",stage=\"lake\"} 4.0")
                .contains("ecompulse_errors_total{stage=\"lake\",step=\"too_large\"} 1.0")
                .contains("ecompulse_duration_seconds_count{stage=\"lake\",step=\"too_large\"} 1")
                .contains("ecompulse_duration_seconds_sum{stage=\"lake\",step=\"too_large\"} 1.5")
                .contains("ecompulse_duration_seconds_bucket{stage=\"lake\",step=\"too_large\",le=");
    }

    @Test
    void stagesAreToldApart() {
        new StageMeters(registry, Stage.EDGE).received(9);

        assertThat(registry.scrape())
                .contains("ecompulse_received_events_total{stage=\"edge\"} 9.0")
                .contains("ecompulse_received_events_total{stage=\"lake\"} 0.0");
    }
}
