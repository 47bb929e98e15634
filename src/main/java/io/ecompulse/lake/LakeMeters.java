package io.ecompulse.lake;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/**
 * The meters of windows, beside those that every stage has: {@code ecompulse_lake_windows_sealed_total{cause}} and
 * {@code ecompulse_lake_file_bytes{table}}.
 */
final class LakeMeters {
    private static final double KIB = 1024;

    private final MeterRegistry registry;

    LakeMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void sealed(SealCause cause) {
        registry.counter("ecompulse.lake.windows.sealed", "cause", cause.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void committed(Marker marker) {
        for (Marker.File file : marker.files()) {
            DistributionSummary.builder("ecompulse.lake.file")
                    .baseUnit("bytes")
                    .tag("table", file.table())
                    .serviceLevelObjectives(
                            16 * KIB,
                            256 * KIB,
                            KIB * KIB,
                            16 * KIB * KIB,
                            64 * KIB * KIB,
                            128 * KIB * KIB,
                            256 * KIB * KIB)
                    .register(registry)
                    .record((double) file.bytes());
        }
    }
}
