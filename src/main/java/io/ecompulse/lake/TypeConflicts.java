package io.ecompulse.lake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;

/**
 * Counts values that are null in their column because the client sent another type: {@code
 * ecompulse_lake_type_conflicts_total{column}}, one for each declared column at most. Rows that are made again after a fault
 * count again.
 */
final class TypeConflicts {
    private final MeterRegistry registry;

    TypeConflicts(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(Row row) {
        byte[] names = row.conflicts();
        if (names != null) {
            for (String column : new String(names, StandardCharsets.UTF_8).split(",", -1)) {
                Counter.builder("ecompulse.lake.type.conflicts")
                        .tag("column", column)
                        .register(registry)
                        .increment();
            }
        }
    }
}
