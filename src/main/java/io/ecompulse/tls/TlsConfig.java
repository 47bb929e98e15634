package io.ecompulse.tls;

import io.ecompulse.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one listener speaks TLS.
 *
 * @param listener names it in logs, meters and checks: edge, management
 * @param certificate PEM: the listener's own certificate first, then those that lead to the authority
 * @param key PEM: PKCS#8, PKCS#1 or SEC1, without a password
 * @param clientAuthority PEM of whoever signs clients' certificates; null when none is asked for
 * @param oldest the oldest version spoken
 * @param handshakeTimeout from the connection to the end of its handshake
 * @param reloadInterval between two looks at the files
 */
public record TlsConfig(
        String listener,
        Path certificate,
        Path key,
        @Nullable Path clientAuthority,
        Version oldest,
        Duration handshakeTimeout,
        Duration reloadInterval) {

    /** Older ones than these are spoken by no client that is worth the risk. */
    public enum Version {
        TLS12("TLSv1.2"),
        TLS13("TLSv1.3");

        private final String tag;

        Version(String tag) {
            this.tag = tag;
        }
    }

    /** Reads {@code <listener>.tls.*}; null when no certificate is set: then the listener speaks plain HTTP. */
    public static @Nullable TlsConfig from(Settings s, String listener) {
        return read(s, listener, "");
    }

    /** As {@link #from}, with the certificates that clients must show. */
    public static @Nullable TlsConfig withClients(Settings s, String listener) {
        return read(s, listener, s.text(listener + ".tls.client.ca", ""));
    }

    private static @Nullable TlsConfig read(Settings s, String listener, String clientAuthority) {
        String prefix = listener + ".tls.";
        String certificate = s.text(prefix + "certificate", "");
        String key = s.text(prefix + "key", "");
        TlsConfig config = new TlsConfig(
                listener,
                Path.of(certificate),
                Path.of(key),
                clientAuthority.isEmpty() ? null : Path.of(clientAuthority),
                s.choice(prefix + "version.min", Version.class, Version.TLS12),
                s.duration(prefix + "handshake.timeout", Duration.ofSeconds(10)),
                s.duration(prefix + "reload.interval", Duration.ofSeconds(10)));
        if (certificate.isEmpty() != key.isEmpty()) {
            s.problem(prefix + "certificate and " + prefix + "key belong together: set both or none");
        }
        if (certificate.isEmpty() && !clientAuthority.isEmpty()) {
            s.problem(prefix + "client.ca needs " + prefix + "certificate and " + prefix + "key");
        }
        return certificate.isEmpty() || key.isEmpty() ? null : config;
    }

    /** As the JDK names them. */
    public Set<String> protocols() {
        Set<String> protocols = new LinkedHashSet<>();
        for (Version version : Version.values()) {
            if (version.compareTo(oldest) >= 0) {
                protocols.add(version.tag);
            }
        }
        return protocols;
    }

    /** The key of a setting of this listener. */
    String setting(String name) {
        return listener + ".tls." + name;
    }
}
