package io.ecompulse.insight;

import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the process is that answers.
 *
 * @param lag events of the journal that each reading stage of this process has before it
 */
public record Vitals(List<Check> checks, SortedMap<String, Long> lag) {
    static final Vitals NONE = new Vitals(List.of(), new TreeMap<>());

    /** @param problem null when all is well */
    public record Check(String name, boolean critical, @Nullable String problem) {}

    static Vitals of(Health health, MeterRegistry registry) {
        SortedMap<String, Long> lag = new TreeMap<>();
        for (Gauge gauge : registry.find("ecompulse.lag.events").gauges()) {
            String stage = gauge.getId().getTag("stage");
            if (stage != null) {
                lag.put(stage, (long) gauge.value());
            }
        }
        List<Check> checks = health.findings().entrySet().stream()
                .map(check -> new Check(
                        check.getKey(),
                        check.getValue().critical(),
                        check.getValue().problem()))
                .toList();
        return new Vitals(checks, lag);
    }
}
