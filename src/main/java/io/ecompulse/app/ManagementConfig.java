package io.ecompulse.app;

import io.ecompulse.config.Settings;
import io.ecompulse.tls.TlsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where the management listener listens. Not for the internet: it serves health, metrics and numbers.
 *
 * @param tls null for plain HTTP
 * @param metricsToken what a scraper must show; empty lets everybody who reaches the listener read the metrics
 */
record ManagementConfig(String host, int port, @Nullable TlsConfig tls, String metricsToken) {

    static ManagementConfig from(Settings settings) {
        return new ManagementConfig(
                settings.text("management.host", "0.0.0.0"),
                settings.count("management.port", 8081, 0, 65_535),
                TlsConfig.withClients(settings, "management"),
                settings.text("management.metrics.token", ""));
    }
}
