package io.ecompulse.edge;

import java.util.Locale;

/** How clients reach us, whatever a proxy makes of it. */
public enum PublicProtocol {
    HTTP,
    HTTPS;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
