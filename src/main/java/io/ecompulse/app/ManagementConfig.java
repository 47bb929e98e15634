package io.ecompulse.app;

import io.ecompulse.config.Settings;

/** Where the management listener listens. Not for the internet: it serves health, metrics and numbers. */
record ManagementConfig(String host, int port) {

    static ManagementConfig from(Settings settings) {
        return new ManagementConfig(
                settings.text("management.host", "0.0.0.0"), settings.count("management.port", 8081, 0, 65_535));
    }
}
