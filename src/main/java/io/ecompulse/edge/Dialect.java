package io.ecompulse.edge;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ecompulse.edge.protocol.BeaconProtocol;
import io.ecompulse.edge.protocol.PixelProtocol;
import io.ecompulse.edge.protocol.Protocol;
import io.ecompulse.edge.protocol.ProtocolLimits;
import io.ecompulse.edge.protocol.SegmentProtocol;
import io.ecompulse.event.RejectReason;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;

/**
 * The client languages behind the one intake, and how each is answered so that its libraries lose least (docs/wire.md).
 * Status codes mean different things to them: what one keeps and sends again, another throws away.
 */
enum Dialect {
    SEGMENT,
    RUDDERSTACK,
    JITSU,
    BEACON,
    PIXEL;

    Protocol protocol(ProtocolLimits limits) {
        return switch (this) {
            case SEGMENT -> new SegmentProtocol(limits);
            case RUDDERSTACK -> new SegmentProtocol("rudderstack", limits);
            case JITSU -> new SegmentProtocol("jitsu", limits);
            case BEACON -> new BeaconProtocol(limits);
            case PIXEL -> new PixelProtocol(limits);
        };
    }

    /** How its events come; those of a GET stand in the query. */
    HttpMethod method() {
        return isImage() ? HttpMethod.GET : HttpMethod.POST;
    }

    /** Whether its answers, refusals too, are a picture. */
    boolean isImage() {
        return this == PIXEL;
    }

    /** The status of a request that is refused as a whole. */
    int status(RejectReason reason) {
        return switch (this) {
            case SEGMENT, RUDDERSTACK -> isOurTrouble(reason) ? 429 : reason.status();
            case JITSU, BEACON, PIXEL -> reason.status();
        };
    }

    /** Their libraries wait as long as a 429 says, and give up on it later than on a 503. */
    private static boolean isOurTrouble(RejectReason reason) {
        return reason == RejectReason.OVERLOADED || reason == RejectReason.JOURNAL_UNAVAILABLE;
    }

    /** What its libraries look for in an answer besides {@code success}. */
    void words(JsonGenerator json) throws IOException {
        if (this == JITSU) {
            json.writeBooleanField("ok", true);
        }
    }
}
