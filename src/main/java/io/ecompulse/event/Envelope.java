package io.ecompulse.event;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that stands in the journal: our words about an event in front, the client's own object behind them, spliced and
 * never parsed and printed again. {@code "event"} is always the last member, so a reader finds it without a search.
 */
public final class Envelope {
    /** Raised when a member changes its meaning; readers take any version up to theirs. */
    public static final int VERSION = 1;

    private static final JsonStringEncoder QUOTED = JsonStringEncoder.getInstance();
    private static final byte CLOSE = '}';

    private final byte[] front;

    /** Everything up to the event; the same for all events of one request. */
    private Envelope(byte[] front) {
        this.front = front;
    }

    /**
     * What the edge knows of a request.
     *
     * @param ip the client's address as the source's policy allows it, or null
     * @param privacy what the source's policy took away before the journal (I10), or null for nothing
     * @param bot why the user agent counts as no person's, or null
     * @param country where the client's address is, ISO 3166-1 alpha-2, or null
     */
    public record About(
            Instant receivedAt,
            String source,
            String protocol,
            String edge,
            @Nullable String ip,
            @Nullable String userAgent,
            @Nullable String privacy,
            @Nullable String bot,
            @Nullable String country) {

        /** A person's request that nothing was taken from. */
        public About(
                Instant receivedAt,
                String source,
                String protocol,
                String edge,
                @Nullable String ip,
                @Nullable String userAgent) {
            this(receivedAt, source, protocol, edge, ip, userAgent, null, null, null);
        }

        /** The same request, for an event that something was taken from. */
        public About stripped(String treatment, @Nullable String keptIp) {
            return new About(receivedAt, source, protocol, edge, keptIp, userAgent, treatment, bot, country);
        }

        /** The same request, for an event from there. */
        public About from(@Nullable String land) {
            return new About(receivedAt, source, protocol, edge, ip, userAgent, privacy, bot, land);
        }

        /** The same request, for an event of a bot. */
        public About ofBot(String reason) {
            return new About(receivedAt, source, protocol, edge, ip, userAgent, privacy, reason, country);
        }
    }

    public static Envelope of(About about) {
        StringBuilder json = new StringBuilder(256)
                .append("{\"v\":")
                .append(VERSION)
                .append(",\"receivedAt\":\"")
                .append(about.receivedAt())
                .append('"');
        member(json, "source", about.source());
        member(json, "protocol", about.protocol());
        member(json, "edge", about.edge());
        member(json, "ip", about.ip());
        member(json, "userAgent", about.userAgent());
        member(json, "privacy", about.privacy());
        member(json, "bot", about.bot());
        member(json, "country", about.country());
        json.append(",\"event\":");
        return new Envelope(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void member(StringBuilder json, String name, @Nullable String value) {
        if (value != null) {
            json.append(",\"")
                    .append(name)
                    .append("\":\"")
                    .append(QUOTED.quoteAsString(value))
                    .append('"');
        }
    }

    /** What the journal's value has more than its event. */
    public int length() {
        return front.length + 1;
    }

    /** The journal's value for one event. */
    public byte[] around(Splice event) {
        byte[] value = new byte[front.length + event.length() + 1];
        System.arraycopy(front, 0, value, 0, front.length);
        event.copyTo(value, front.length);
        value[value.length - 1] = CLOSE;
        return value;
    }
}
