package io.ecompulse.edge;

import io.ecompulse.edge.protocol.Refusal;
import io.ecompulse.event.RejectReason;

/** What reading a body came to. */
sealed interface Body {
    /** All of it. */
    record Whole(byte[] bytes) implements Body {}

    /** Not taken; what was read of it is dropped. */
    record Refused(Refusal refusal) implements Body {}

    static Body refused(RejectReason reason, String detail) {
        return new Refused(new Refusal(reason, detail));
    }
}
