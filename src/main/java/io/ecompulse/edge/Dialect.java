package io.ecompulse.edge;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ecompulse.edge.protocol.BeaconProtocol;
import io.ecompulse.edge.protocol.CloudEventsProtocol;
import io.ecompulse.edge.protocol.PixelProtocol;
import io.ecompulse.edge.protocol.PostHogProtocol;
import io.ecompulse.edge.protocol.Protocol;
import io.ecompulse.edge.protocol.ProtocolLimits;
import io.ecompulse.edge.protocol.SegmentProtocol;
import io.ecompulse.edge.protocol.SnowplowProtocol;
import io.ecompulse.event.RejectReason;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The client languages behind the one intake, and how each is answered so that its libraries lose least (docs/wire.md).
 * Status codes mean different things to them: what one keeps and sends again, another throws away.
 */
enum Dialect {
    SEGMENT,
    RUDDERSTACK,
    JITSU,
    BEACON,
    PIXEL,
    CLOUDEVENTS,
    POSTHOG,
    SNOWPLOW,
    /** Snowplow's events in a query. */
    SNOWPLOW_IMAGE;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    Protocol protocol(ProtocolLimits limits) {
        return switch (this) {
            case SEGMENT -> new SegmentProtocol(limits);
            case RUDDERSTACK -> new SegmentProtocol("rudderstack", limits);
            case JITSU -> new SegmentProtocol("jitsu", limits);
            case BEACON -> new BeaconProtocol(limits);
            case PIXEL -> new PixelProtocol(limits);
            case CLOUDEVENTS -> new CloudEventsProtocol(limits);
            case POSTHOG -> new PostHogProtocol(limits);
            case SNOWPLOW -> new SnowplowProtocol(limits, false);
            case SNOWPLOW_IMAGE -> new SnowplowProtocol(limits, true);
        };
    }

    /** How its events come; those of a GET stand in the query. */
    HttpMethod method() {
        return isImage() ? HttpMethod.GET : HttpMethod.POST;
    }

    /** Whether its answers, refusals too, are a picture. */
    boolean isImage() {
        return this == PIXEL || this == SNOWPLOW_IMAGE;
    }

    /**
     * The status of a request that is refused as a whole.
     *
     * @param userAgent what the client calls itself, null if nothing: then it is none of the libraries
     */
    int status(RejectReason reason, @Nullable String userAgent) {
        return switch (this) {
            case SEGMENT, RUDDERSTACK -> segmentStatus(reason, userAgent);
            // Its browser library throws away what is answered with any 4xx, a 408 or a 429 too.
            case POSTHOG -> reason.retryable() ? Math.max(UNAVAILABLE, reason.status()) : reason.status();
            // Its trackers send again, for ever and before all others, what is refused with any status but five, of
            // which we say 400, 401 and 403.
            case SNOWPLOW, SNOWPLOW_IMAGE -> snowplowStatus(reason);
            case JITSU, BEACON, PIXEL, CLOUDEVENTS -> reason.status();
        };
    }

    private static int segmentStatus(RejectReason reason, @Nullable String userAgent) {
        return switch (reason) {
            // Their libraries wait as long as a 429 says, and give up on it later than on a 503.
            case OVERLOADED -> TOO_MANY_REQUESTS;
            // Segment's for Java and both of RudderStack's throw away what is answered 408, and would themselves wait
            // longer than our pace for a body that stalls.
            case TIMEOUT -> userAgent == null ? reason.status() : UNAVAILABLE;
            default -> reason.status();
        };
    }

    private static int snowplowStatus(RejectReason reason) {
        if (reason == RejectReason.RATE_LIMITED) {
            return UNAVAILABLE;
        }
        boolean isTheirs = reason.status() == 401 || reason.status() == 403;
        return reason.retryable() || isTheirs ? reason.status() : RejectReason.MALFORMED.status();
    }

    /** The longest wait that its libraries take from us, in seconds; they come back sooner than a longer one says. */
    int waitSecondsMax() {
        return switch (this) {
            case SEGMENT, RUDDERSTACK -> 300;
            case POSTHOG -> 30;
            case JITSU, BEACON, PIXEL, CLOUDEVENTS, SNOWPLOW, SNOWPLOW_IMAGE -> Integer.MAX_VALUE;
        };
    }

    /**
     * Whether {@code userAgent} keeps what met a broken connection, but after a few answers drops what was refused:
     * posthog-node (measured: wire.md §4.2).
     */
    boolean isCutRatherThanRefused(RejectReason reason, @Nullable String userAgent) {
        return this == POSTHOG
                && userAgent != null
                && userAgent.startsWith("posthog-node/")
                && status(reason, userAgent) == UNAVAILABLE;
    }

    /** What its libraries look for in an answer besides {@code success}. */
    void words(JsonGenerator json) throws IOException {
        if (this == JITSU) {
            json.writeBooleanField("ok", true);
        } else if (this == POSTHOG) {
            json.writeStringField("status", "Ok");
        }
    }
}
