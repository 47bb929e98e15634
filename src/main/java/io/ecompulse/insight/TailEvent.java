package io.ecompulse.insight;

import io.ecompulse.aggregate.RecentEvent;
import org.jspecify.annotations.Nullable;

/**
 * One of the last events, with what became of it.
 *
 * @param type and {@code name} are empty where the event was not read
 * @param id empty when the client sent none
 * @param visitor masked, unless {@code aggregate.recent.personal} shows it; null when it is not known
 * @param reason why it failed, and {@code detail} in a sentence; null when it did not
 */
public record TailEvent(
        String type,
        String name,
        String source,
        String id,
        String receivedAt,
        String outcome,
        @Nullable String visitor,
        @Nullable String reason,
        @Nullable String detail) {

    /** An event with what finds it, which nobody is shown. */
    record Found(TailEvent event, @Nullable Long visitorHash) {
        static Found of(RecentEvent recent) {
            TailEvent event = new TailEvent(
                    recent.type(),
                    recent.name(),
                    recent.source(),
                    recent.id(),
                    recent.receivedAt(),
                    (recent.duplicate() ? TailOutcome.DUPLICATE : TailOutcome.ACCEPTED).tag(),
                    recent.visitor(),
                    null,
                    null);
            return new Found(event, recent.visitorHash());
        }
    }
}
