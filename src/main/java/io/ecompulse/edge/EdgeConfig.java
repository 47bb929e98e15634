package io.ecompulse.edge;

import io.ecompulse.config.Rate;
import io.ecompulse.config.Settings;
import io.ecompulse.edge.address.CountryConfig;
import io.ecompulse.edge.protocol.ProtocolLimits;
import io.ecompulse.tls.TlsConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the edge listens and what it lets in.
 *
 * @param id names this process in the envelopes of its events
 * @param tls null for plain HTTP, behind a proxy that speaks TLS
 * @param loops event loops that share the listener; 0 is one per processor
 * @param inflightBytesMax bodies and frames of the whole process that are not answered yet, with the entries made of them
 * @param recentIdsMax acknowledged identities kept for retry storms; 0 turns that memory off
 * @param agentsMax user agents that are told apart once instead of for each event
 * @param country null where no event shall have one
 * @param rate what a source that names no rate of its own may send
 * @param retryAfter the shortest wait we ask of a client that shall come again
 * @param publicHost host[:port] as clients see us; empty takes it from each request
 * @param publicProtocol used with {@code publicHost}
 * @param proxies whose word on a client's address is taken
 * @param snowplowPaths where Snowplow's trackers post
 * @param books how it tells what it accepted
 */
public record EdgeConfig(
        String id,
        String host,
        int port,
        @Nullable TlsConfig tls,
        int loops,
        HttpLimits http,
        Http2Limits http2,
        BodyLimits body,
        ProtocolLimits events,
        StreamLimits stream,
        long inflightBytesMax,
        int recentIdsMax,
        Duration recentAge,
        int agentsMax,
        @Nullable CountryConfig country,
        Rate rate,
        Duration retryAfter,
        String publicHost,
        PublicProtocol publicProtocol,
        TrustedProxies proxies,
        List<String> snowplowPaths,
        BooksConfig books) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    /** What an entry has more than its event: an envelope with the longest user agent, and its objects. */
    private static final int ENTRY_BYTES_MAX = 3 * KIB;

    private static final int HTTP2_WINDOW_BYTES_MIN = 64 * KIB;
    /** Less would meet clients that do nothing wrong. */
    private static final Duration WAIT_MIN = Duration.ofMillis(100);

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+){1,16}");
    private static final long ARRAY_BYTES_MAX = 1024L * MIB;

    /**
     * @param connectionsMax of the whole process, streams too
     * @param headerDeadline from the first byte of a request to the end of its head
     * @param linger how long the rest of a refused body is read and dropped, so that its sender gets to see the answer
     */
    public record HttpLimits(
            int connectionsMax,
            Duration idleTimeout,
            Duration headerDeadline,
            Duration linger,
            int headerBytesMax,
            int uriBytesMax) {}

    /**
     * @param streamsMax requests of one connection at the same time
     * @param windowBytes what one connection may send ahead of being read, all its streams together
     * @param resetsMax streams that a client may cancel, or make us cancel, within {@code resetsWindow}
     */
    public record Http2Limits(int streamsMax, int windowBytes, int resetsMax, Duration resetsWindow) {}

    /**
     * @param wireBytesMax a body as it comes
     * @param inflatedBytesMax a body after its gzip is undone
     * @param deadline from the head of a request to the end of its body
     * @param pace how often its progress is looked at
     * @param paceBytesMin how much must have come since the last look
     */
    public record BodyLimits(
            int wireBytesMax, int inflatedBytesMax, Duration deadline, Duration pace, long paceBytesMin) {}

    /**
     * @param frameBytesMax one message, however many WebSocket frames it comes in
     * @param creditEvents events of one socket that may wait for their ack
     * @param creditBytes bytes of one socket that may wait for their ack
     * @param helloDeadline from the upgrade to the hello
     * @param reconnectMax clients that are sent away come back at a random time within this
     * @param deflate whether clients may compress what they send
     */
    public record StreamLimits(
            int frameBytesMax,
            int creditEvents,
            int creditBytes,
            Duration heartbeat,
            Duration helloDeadline,
            Duration reconnectMax,
            boolean deflate,
            StreamGuards guards) {}

    /**
     * What no client that behaves ever meets.
     *
     * @param streamsMax open at a time in the whole process
     * @param overrunsMax batches beyond the credit that one connection is forgiven
     * @param framesPerSecond frames of every kind
     * @param pingsPerSecond pings, pongs and closes
     * @param unsentBytesMax answers that wait for a client to read
     * @param unsentAge how long one of them may wait
     */
    public record StreamGuards(
            int streamsMax,
            int overrunsMax,
            int framesPerSecond,
            int pingsPerSecond,
            int unsentBytesMax,
            Duration unsentAge) {}

    public static EdgeConfig from(Settings s) {
        EdgeConfig config = new EdgeConfig(
                s.text("edge.id", "edge"),
                s.text("edge.http.host", "0.0.0.0"),
                s.count("edge.http.port", 8080, 0, 65_535),
                TlsConfig.from(s, "edge"),
                s.count("edge.http.loops", 0, 0, 256),
                http(s),
                http2(s),
                body(s),
                events(s),
                stream(s),
                s.bytes("edge.inflight.bytes.max", 64 * MIB),
                s.count("edge.recent.ids.max", 100_000, 0, 10_000_000),
                s.duration("edge.recent.age", Duration.ofSeconds(60)),
                s.count("edge.agents.max", 4_096, 1, 1_000_000),
                CountryConfig.from(s),
                Rate.of(
                        s.count("edge.rate.events", 0, 0, Rate.EVENTS_PER_SECOND_MAX),
                        s.count("edge.rate.burst", 0, 0, Rate.BURST_MAX)),
                s.duration("edge.retry.after", Duration.ofSeconds(10)),
                s.text("edge.public.host", ""),
                s.choice("edge.public.protocol", PublicProtocol.class, PublicProtocol.HTTPS),
                proxies(s),
                snowplowPaths(s),
                BooksConfig.from(s));
        if (config.stream.frameBytesMax < config.events.eventBytesMax()) {
            s.problem(
                    "edge.stream.frame.bytes.max is below edge.event.bytes.max: the largest event would fit no frame");
        }
        if (config.inflightBytesMax < config.largestBatchBytes()) {
            s.problem("edge.inflight.bytes.max is below " + config.largestBatchBytes()
                    + ": the largest batch could never be taken (its body, edge.batch.expanded.bytes.max, and 3KiB for"
                    + " each of edge.batch.events.max)");
        }
        return config;
    }

    /** A batch that cannot fit would be told to come again for ever. */
    private long largestBatchBytes() {
        return Math.max(body.wireBytesMax, body.inflatedBytesMax)
                + events.expandedBytesMax()
                + (long) events.batchEventsMax() * ENTRY_BYTES_MAX;
    }

    private static TrustedProxies proxies(Settings s) {
        String key = "edge.proxies.trusted";
        List<AddressBlock> blocks = new ArrayList<>();
        for (String text : list(s, key, "")) {
            AddressBlock block = AddressBlock.of(text);
            if (block == null) {
                s.problem(key + ": \"" + text + "\": expected addresses or blocks like 10.0.0.0/8 and 2001:db8::/32");
            } else {
                blocks.add(block);
            }
        }
        return new TrustedProxies(
                blocks, s.choice("edge.proxies.header", ForwardedHeader.class, ForwardedHeader.X_FORWARDED_FOR));
    }

    /** What stands between commas. */
    private static List<String> list(Settings s, String key, String fallback) {
        return Arrays.stream(s.text(key, fallback).split(",", -1))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private static List<String> snowplowPaths(Settings s) {
        String key = "edge.snowplow.paths";
        List<String> paths = list(s, key, "/com.snowplowanalytics.snowplow/tp2");
        Routes others = new Routes(List.of());
        for (String path : paths) {
            if (!PATH.matcher(path).matches()) {
                s.problem(key + ": expected paths like /com.acme/track, without a slash at the end");
            } else if (others.of(path) != null) {
                s.problem(key + ": " + path + " is a path of another protocol");
            }
        }
        return paths;
    }

    private static HttpLimits http(Settings s) {
        return new HttpLimits(
                s.count("edge.http.connections.max", 20_000, 1, 1_000_000),
                s.duration("edge.http.idle.timeout", Duration.ofSeconds(75)),
                wait(s, "edge.http.header.deadline", Duration.ofSeconds(10)),
                s.duration("edge.http.linger", Duration.ofSeconds(2)),
                size(s, "edge.http.header.bytes.max", 16 * KIB),
                size(s, "edge.http.uri.bytes.max", 8 * KIB));
    }

    private static Http2Limits http2(Settings s) {
        Http2Limits limits = new Http2Limits(
                s.count("edge.http2.streams.max", 100, 1, 10_000),
                size(s, "edge.http2.window.bytes", 256 * KIB),
                s.count("edge.http2.resets.max", 200, 1, 1_000_000),
                s.duration("edge.http2.resets.window", Duration.ofSeconds(30)));
        if (limits.windowBytes < HTTP2_WINDOW_BYTES_MIN) {
            s.problem("edge.http2.window.bytes: at least 64KiB, which HTTP/2 starts with");
        }
        if (limits.resetsWindow.toSeconds() < 1) {
            s.problem("edge.http2.resets.window: at least 1s");
        }
        return limits;
    }

    private static BodyLimits body(Settings s) {
        return new BodyLimits(
                size(s, "edge.body.bytes.max", 5 * MIB),
                size(s, "edge.body.inflated.bytes.max", 10 * MIB),
                s.duration("edge.body.deadline", Duration.ofSeconds(30)),
                wait(s, "edge.body.pace", Duration.ofSeconds(10)),
                s.bytes("edge.body.pace.bytes.min", 4 * KIB));
    }

    private static ProtocolLimits events(Settings s) {
        return new ProtocolLimits(
                size(s, "edge.event.bytes.max", 512 * KIB),
                s.count("edge.event.depth.max", 64, 1, 1_000),
                s.count("edge.batch.events.max", 5_000, 1, 1_000_000),
                s.bytes("edge.batch.expanded.bytes.max", 20 * MIB));
    }

    private static StreamLimits stream(Settings s) {
        return new StreamLimits(
                size(s, "edge.stream.frame.bytes.max", MIB),
                s.count("edge.stream.credit.events", 5_000, 1, 1_000_000),
                size(s, "edge.stream.credit.bytes", 4 * MIB),
                s.duration("edge.stream.heartbeat", Duration.ofSeconds(25)),
                s.duration("edge.stream.hello.deadline", Duration.ofSeconds(10)),
                s.duration("edge.stream.reconnect.max", Duration.ofSeconds(10)),
                s.flag("edge.stream.deflate", true),
                new StreamGuards(
                        s.count("edge.stream.max", 10_000, 1, 1_000_000),
                        s.count("edge.stream.overruns.max", 20, 0, 1_000_000),
                        s.count("edge.stream.frames.per.second", 20_000, 1, 1_000_000),
                        s.count("edge.stream.pings.per.second", 20, 1, 1_000_000),
                        size(s, "edge.stream.unsent.bytes.max", 2 * MIB),
                        s.duration("edge.stream.unsent.age", Duration.ofSeconds(30))));
    }

    private static Duration wait(Settings s, String key, Duration fallback) {
        Duration wait = s.duration(key, fallback);
        if (wait.compareTo(WAIT_MIN) < 0) {
            s.problem(key + ": expected at least 100ms");
        }
        return wait;
    }

    /** A size that must fit one array. */
    private static int size(Settings s, String key, int fallback) {
        long bytes = s.bytes(key, fallback);
        if (bytes < 1 || bytes > ARRAY_BYTES_MAX) {
            s.problem(key + ": expected 1 to 1GiB");
            return fallback;
        }
        return (int) bytes;
    }
}
