package io.ecompulse.warehouse;

import io.ecompulse.config.Settings;
import java.util.Map;

/** The settings of a program that loads a cluster. */
final class LoadPlanConfig {
    private LoadPlanConfig() {}

    static WarehouseConfig of(WarehouseConfig.Redshift redshift) {
        WarehouseConfig defaults = WarehouseConfig.from(new Settings(Map.of(), Map.of(), Map.of()));
        return new WarehouseConfig(
                WarehouseConfig.Kind.REDSHIFT, defaults.duckDb(), redshift, defaults.load(), defaults.sql());
    }
}
