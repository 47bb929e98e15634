package io.ecompulse.insight;

import io.ecompulse.aggregate.Masking;
import io.ecompulse.aggregate.RecentEvent;
import io.ecompulse.event.CanonicalName;
import io.ecompulse.event.Event;
import io.ecompulse.event.EventType;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.journal.FailedHeader;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.TopicEntry;
import io.ecompulse.telemetry.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last events that failed, by source, from the end of the failed topic. Bounded for each source and over all: when there is
 * no room, the source that has most gives its oldest. Told by the thread that follows the topic. Thread-safe.
 */
final class FailedTail {
    private static final int TEXT_LENGTH_MAX = 100;
    private static final int DETAIL_LENGTH_MAX = 400;

    private final int ofSourceMax;
    private final int allMax;
    private final Masking masking;
    private final Map<String, Deque<TailEvent.Found>> bySource = new HashMap<>();
    private int size;

    FailedTail(int ofSourceMax, int allMax, Masking masking) {
        this.ofSourceMax = ofSourceMax;
        this.allMax = allMax;
        this.masking = masking;
    }

    /** A record of the failed topic; one that only marks another as sent again is no event. */
    void saw(TopicEntry entry) {
        if (!entry.headers().containsKey(FailedHeader.REPLAYED.tag())) {
            add(found(entry));
        }
    }

    /** The last of one source or of all, the newest first. */
    synchronized List<TailEvent.Found> newest(@Nullable String source) {
        return bySource.entrySet().stream()
                .filter(each -> source == null || source.equals(each.getKey()))
                .flatMap(each -> each.getValue().stream())
                .sorted(NEWEST_FIRST)
                .toList();
    }

    static final Comparator<TailEvent.Found> NEWEST_FIRST = Comparator.comparing(
                    (TailEvent.Found found) -> Instant.parse(found.event().receivedAt()))
            .reversed();

    private synchronized void add(TailEvent.Found found) {
        Deque<TailEvent.Found> events = bySource.computeIfAbsent(found.event().source(), unseen -> new ArrayDeque<>());
        events.addLast(found);
        size++;
        if (events.size() > ofSourceMax) {
            events.removeFirst();
            size--;
        }
        if (size > allMax) {
            Deque<TailEvent.Found> most = bySource.values().stream()
                    .max(Comparator.comparingInt(Deque::size))
                    .orElse(events);
            most.removeFirst();
            size--;
            bySource.values().removeIf(Deque::isEmpty);
        }
    }

    private TailEvent.Found found(TopicEntry entry) {
        String source = header(entry, FailedHeader.SOURCE, "?");
        Said said = Said.of(entry.value());
        boolean byEdge = header(entry, FailedHeader.STAGE, "").equals(Stage.EDGE.tag());
        byte[] id = entry.headers().getOrDefault(JournalEntry.ID, new byte[0]);
        TailEvent event = new TailEvent(
                said.type(),
                masking.text(said.name()),
                source,
                masking.text(cut(new String(id, StandardCharsets.UTF_8))),
                received(entry).toString(),
                (byEdge ? TailOutcome.REJECTED : TailOutcome.FAILED).tag(),
                said.visitor() == null ? null : masking.id(cut(said.visitor())),
                header(entry, FailedHeader.REASON, "?"),
                masking.text(header(entry, FailedHeader.DETAIL, "")));
        return new TailEvent.Found(
                event, said.visitor() == null ? null : RecentEvent.visitorHash(source, said.visitor()));
    }

    private static Instant received(TopicEntry entry) {
        try {
            return Instant.parse(header(entry, FailedHeader.RECEIVED_AT, ""));
        } catch (java.time.DateTimeException foreign) {
            return Instant.ofEpochMilli(Math.max(0, entry.timestamp()));
        }
    }

    /** What the bytes still say about an event, a client's own object or an envelope; often nothing. */
    private record Said(String type, String name, @Nullable String visitor) {
        private static final Said NOTHING = new Said("", "", null);

        static Said of(byte[] value) {
            try {
                JsonFields outer = JsonFields.of(value, 0, value.length);
                JsonFields inner = outer.object(Event.EVENT);
                JsonFields fields = inner == null ? outer : inner;
                EventType type = EventType.of(fields.get(Event.TYPE));
                JsonValue name = type == null ? null : Event.originalName(type, fields);
                byte[] visitor = Event.visitor(fields);
                return new Said(
                        type == null ? "" : type.tag(),
                        type == null ? "" : cut(CanonicalName.of(type, name == null ? null : name.text())),
                        visitor == null ? null : new String(visitor, StandardCharsets.UTF_8));
            } catch (MalformedJson | RuntimeException | StackOverflowError unreadable) {
                return NOTHING; // That it cannot be read may be why it stands there.
            }
        }
    }

    private static String header(TopicEntry entry, FailedHeader name, String otherwise) {
        byte[] value = entry.headers().get(name.tag());
        return value == null
                ? otherwise
                : Masking.beginning(new String(value, StandardCharsets.UTF_8), DETAIL_LENGTH_MAX);
    }

    private static String cut(String text) {
        return Masking.beginning(text, TEXT_LENGTH_MAX);
    }
}
