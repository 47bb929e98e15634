package io.ecompulse.lake;

import io.ecompulse.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * The settings of a lake on S3. Credentials are none of them: they come from the environment.
 *
 * @param endpoint of a server that is not Amazon's, else empty
 * @param region empty: what the environment says, or us-east-1 where an endpoint is given
 * @param pathStyle whether the bucket stands in the path instead of the host name
 * @param encryptionKey the KMS key; empty: the bucket's own
 * @param attempts how often a request is sent at most
 * @param timeout of one request, all its attempts together
 * @param uploadTimeout of one request that carries a file or a part of it, all its attempts together
 * @param connections open at once at most
 */
public record S3Config(
        String endpoint,
        String region,
        boolean pathStyle,
        Encryption encryption,
        String encryptionKey,
        int attempts,
        Duration timeout,
        Duration uploadTimeout,
        int connections) {

    /** How the server encrypts what it stores. */
    public enum Encryption {
        /** As the bucket says. */
        NONE("none", ""),
        SSE_S3("sse-s3", "AES256"),
        SSE_KMS("sse-kms", "SSE-KMS");

        private final String setting;
        private final String algorithm;

        Encryption(String setting, String algorithm) {
            this.setting = setting;
            this.algorithm = algorithm;
        }

        /** As S3A names it. */
        String algorithm() {
            return algorithm;
        }
    }

    /** S3A raises every shorter one to this. */
    private static final Duration TIMEOUT_MIN = Duration.ofSeconds(15);

    private static final Duration TIMEOUT_MAX = Duration.ofMinutes(10);

    static S3Config from(Settings s) {
        Encryption encryption = encryption(s);
        String key = s.text("lake.s3.encryption.key", "");
        if (!key.isEmpty() && encryption != Encryption.SSE_KMS) {
            s.problem("lake.s3.encryption.key is set: it is used with lake.s3.encryption=sse-kms only");
        }
        return new S3Config(
                endpoint(s),
                s.text("lake.s3.region", ""),
                s.flag("lake.s3.path.style", false),
                encryption,
                key,
                s.count("lake.s3.attempts", 4, 1, 10),
                timeout(s, "lake.s3.timeout", Duration.ofSeconds(30)),
                timeout(s, "lake.s3.upload.timeout", Duration.ofMinutes(1)),
                s.count("lake.s3.connections", 16, 4, 500));
    }

    private static Encryption encryption(Settings s) {
        String raw = s.text("lake.s3.encryption", Encryption.NONE.setting);
        for (Encryption encryption : Encryption.values()) {
            if (encryption.setting.equals(raw)) {
                return encryption;
            }
        }
        s.problem("lake.s3.encryption is \"" + raw + "\": expected one of none, sse-s3, sse-kms");
        return Encryption.NONE;
    }

    private static String endpoint(Settings s) {
        String raw = s.text("lake.s3.endpoint", "");
        if (!raw.isEmpty() && !isServer(raw)) {
            s.problem("lake.s3.endpoint is not a server: expected http://host:port or https://host");
            return "";
        }
        return raw;
    }

    /** Whoever writes credentials into the address would read them in a log; so they are refused, and not repeated. */
    private static boolean isServer(String raw) {
        try {
            URI uri = new URI(raw);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
        } catch (URISyntaxException notAnAddress) {
            return false;
        }
    }

    private static Duration timeout(Settings s, String key, Duration fallback) {
        Duration timeout = s.duration(key, fallback);
        if (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
            s.problem(key + " is " + timeout.toMillis() + "ms: expected 15s to 10m");
            return fallback;
        }
        return timeout;
    }
}
