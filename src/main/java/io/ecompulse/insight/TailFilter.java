package io.ecompulse.insight;

import io.ecompulse.aggregate.RecentEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of a source's last events somebody wants to see; null for what does not matter.
 *
 * @param name canonical
 * @param visitor the whole id
 */
public record TailFilter(
        @Nullable String name,
        @Nullable String visitor,
        @Nullable TailOutcome outcome) {
    public static final TailFilter ALL = new TailFilter(null, null, null);

    /** @param pairs of a socket's filter: source, name, visitor, outcome */
    public static Parsed<TailFilter> parse(Iterable<Map.Entry<String, String>> pairs) {
        Parameters given = new Parameters(pairs, null, java.time.Instant.EPOCH);
        given.only("name", "visitor", "outcome");
        TailFilter filter = of(given);
        return given.parsed(() -> filter);
    }

    static TailFilter of(Parameters given) {
        return new TailFilter(given.text("name"), given.text("visitor"), outcome(given));
    }

    private static @Nullable TailOutcome outcome(Parameters given) {
        return given.text("outcome") == null
                ? null
                : given.choice("outcome", TailOutcome.values(), TailOutcome::tag, TailOutcome.ACCEPTED);
    }

    /** At most {@code limit} of the events, in their order. */
    List<TailEvent> of(List<TailEvent.Found> events, int limit) {
        Stream<TailEvent.Found> taken = events.stream().filter(this::takes);
        return taken.map(TailEvent.Found::event).limit(limit).toList();
    }

    private boolean takes(TailEvent.Found found) {
        TailEvent event = found.event();
        return (name == null || name.equals(event.name()))
                && (outcome == null || outcome.tag().equals(event.outcome()))
                && (visitor == null
                        || (found.visitorHash() != null
                                && found.visitorHash() == RecentEvent.visitorHash(event.source(), visitor)));
    }
}
