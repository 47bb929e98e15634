package io.ecompulse.edge;

import io.ecompulse.edge.protocol.Verdict;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.SuppressReason;
import io.ecompulse.journal.Durability;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a batch. */
sealed interface Answer {
    /**
     * Every event has its outcome, and the accepted ones are durable (I1).
     *
     * @param results the events that were not accepted, in their order
     * @param cookie the value of a Set-Cookie header; null where none is set
     */
    record Taken(
            int accepted,
            int duplicates,
            int rejected,
            int suppressed,
            List<Result> results,
            Durability durability,
            @Nullable String cookie)
            implements Answer {
        Taken withCookie(String set) {
            return new Taken(accepted, duplicates, rejected, suppressed, results, durability, set);
        }
    }

    /**
     * Nothing of it is claimed.
     *
     * @param retryAfterSeconds when it may come again; 0 for a reason that is not retryable
     */
    record Refused(RejectReason reason, String detail, int retryAfterSeconds) implements Answer {}

    /**
     * One event that was not accepted.
     *
     * @param reason null for a duplicate
     * @param detail null where the reason says all
     */
    record Result(
            int index,
            @Nullable String id,
            String outcome,
            @Nullable String reason,
            @Nullable String detail) {
        static Result duplicate(int index, String id) {
            return new Result(index, id, "duplicate", null, null);
        }

        static Result rejected(int index, Verdict.Unsound unsound) {
            return new Result(index, unsound.id(), "rejected", unsound.reason().tag(), unsound.detail());
        }

        static Result suppressed(int index, @Nullable String id, SuppressReason reason) {
            return new Result(index, id, "suppressed", reason.tag(), null);
        }
    }
}
