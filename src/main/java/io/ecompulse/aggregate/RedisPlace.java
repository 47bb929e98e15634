package io.ecompulse.aggregate;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is: one server, or Sentinels that know the master, or some nodes of a cluster. Holds passwords, so it is never
 * logged.
 *
 * <pre>
 *  redis://[user:password@]host[:port][/database]            rediss:// for TLS, here and below
 *  redis+sentinel://host[:26379]?master=NAME[,…]             the same user and password for Sentinels and servers
 *  redis+cluster://host[:port][,…]
 * </pre>
 *
 * @param urls as the client takes them
 * @param master the name that Sentinels know it by; null for the other kinds
 */
record RedisPlace(RedisClientType kind, List<String> urls, @Nullable String master) {
    private static final String MASTER = "master=";
    private static final int SENTINEL_PORT = 26_379;

    /** The place that the text names; empty when it names none. */
    static Optional<RedisPlace> parse(String text) {
        List<String> urls = new ArrayList<>();
        RedisClientType kind = null;
        String master = null;
        for (String each : text.split(",", -1)) {
            Part part = Part.parse(each.strip());
            if (part == null || (kind != null && kind != part.kind())) {
                return Optional.empty();
            }
            kind = part.kind();
            master = part.master() == null ? master : part.master();
            urls.add(part.url());
        }
        boolean sound = kind == RedisClientType.SENTINEL
                ? master != null
                : master == null && (kind == RedisClientType.CLUSTER || urls.size() == 1);
        return kind == null || !sound ? Optional.empty() : Optional.of(new RedisPlace(kind, urls, master));
    }

    /**
     * @param authorities a PEM file of those whose certificates are trusted; null: those that Java trusts
     */
    RedisOptions options(Duration timeout, @Nullable String authorities) {
        NetClientOptions net = new NetClientOptions()
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setConnectTimeout((int) timeout.toMillis())
                .setHostnameVerificationAlgorithm("HTTPS");
        if (authorities != null) {
            net.setTrustOptions(new PemTrustOptions().addCertPath(authorities));
        }
        RedisOptions options = new RedisOptions()
                .setType(kind)
                .setPreferredProtocolVersion(ProtocolVersion.RESP2)
                .setNetClientOptions(net);
        urls.forEach(options::addConnectionString);
        if (kind == RedisClientType.STANDALONE) {
            return options.setMaxPoolSize(1).setMaxPoolWaiting(1);
        }
        // One connection to each server, and some to ask who is who. Reconnects are ours.
        return kind == RedisClientType.CLUSTER
                ? options
                : options.setMasterName(master).setRole(RedisRole.MASTER).setAutoFailover(false);
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return kind + " Redis at " + urls.size() + " address(es)";
    }

    /** One of the URLs. */
    private record Part(RedisClientType kind, String url, @Nullable String master) {
        static @Nullable Part parse(String text) {
            URI uri;
            try {
                uri = URI.create(text);
            } catch (IllegalArgumentException malformed) {
                return null; // Reported by the caller without the text: it may hold a password.
            }
            RedisClientType kind = kind(uri.getScheme());
            if (kind == null || uri.getHost() == null) {
                return null;
            }
            String query = uri.getRawQuery();
            if (query != null && !(query.startsWith(MASTER) && query.length() > MASTER.length())) {
                return null;
            }
            String scheme = uri.getScheme().startsWith("rediss") ? "rediss" : "redis";
            String rest = text.substring(uri.getScheme().length());
            String url = scheme + (query == null ? rest : rest.substring(0, rest.indexOf('?')));
            boolean needsPort = kind == RedisClientType.SENTINEL && uri.getPort() < 0;
            return new Part(
                    kind,
                    needsPort ? withPort(url, uri.getRawAuthority()) : url,
                    query == null ? null : query.substring(MASTER.length()));
        }

        private static String withPort(String url, String authority) {
            return url.replace("//" + authority, "//" + authority + ":" + SENTINEL_PORT);
        }

        private static @Nullable RedisClientType kind(@Nullable String scheme) {
            if (scheme == null) {
                return null;
            }
            return switch (scheme) {
                case "redis", "rediss" -> RedisClientType.STANDALONE;
                case "redis+sentinel", "rediss+sentinel" -> RedisClientType.SENTINEL;
                case "redis+cluster", "rediss+cluster" -> RedisClientType.CLUSTER;
                default -> null;
            };
        }
    }
}
