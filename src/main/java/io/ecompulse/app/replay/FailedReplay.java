package io.ecompulse.app.replay;

import io.ecompulse.journal.FailedHeader;
import io.ecompulse.journal.FailedTopic;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.TopicEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run over the failed topic. A record is marked only after the edge answered for its event; a crash in between sends it
 * again with the same id. What the edge rejects again stands in the topic anew, so its record is marked as well, with the
 * digest of what was sent: the same bytes are not offered twice.
 */
public final class FailedReplay {
    private static final int BATCH_EVENTS_MAX = 100;
    private static final int BATCH_BYTES_MAX = 1024 * 1024;

    private final FailedTopic topic;
    private final Where where;
    private final @Nullable MergePatch patch;
    /** Partition and offset of what was sent again by earlier runs: some 80 bytes each. */
    private final Set<String> replayed = new HashSet<>();

    private final Set<String> rejectedBefore = new HashSet<>();
    private final Set<FailedEvent.Place> sent = new HashSet<>();
    private final Map<String, Pending> pending = new HashMap<>();
    private final Outcome outcome = new Outcome();

    /** Events of one source that wait to be sent together. */
    private static final class Pending {
        private final List<Outgoing> events = new ArrayList<>();
        private long bytes;
    }

    public FailedReplay(FailedTopic topic, Where where, @Nullable MergePatch patch) {
        this.topic = topic;
        this.where = where;
        this.patch = patch;
    }

    /** Reads the marks of earlier runs, then counts what is selected. Writes nothing. */
    public Survey survey() throws Exception {
        topic.read(this::readMark);
        Survey survey = new Survey();
        topic.read(entry -> {
            FailedEvent event = new FailedEvent(entry);
            if (isMark(event) || !where.holds(event)) {
                return;
            }
            if (isReplayed(event)) {
                survey.addReplayed();
            } else {
                survey.add(event);
            }
        });
        return survey;
    }

    /**
     * Sends what the survey counted.
     *
     * @param keys the write key of a source; throws when it has none
     */
    public Outcome send(EdgeClient edge, Function<String, String> keys) throws Exception {
        topic.read(entry -> {
            FailedEvent event = new FailedEvent(entry);
            if (!isMark(event) && where.holds(event) && !isReplayed(event)) {
                offer(edge, keys, event);
            }
        });
        for (Map.Entry<String, Pending> left : pending.entrySet()) {
            flush(edge, keys.apply(left.getKey()), left.getValue());
        }
        return outcome;
    }

    private void readMark(TopicEntry entry) {
        FailedEvent event = new FailedEvent(entry);
        String place = event.header(FailedHeader.REPLAYED);
        if (place != null) {
            replayed.add(place);
            String digest = event.header(FailedHeader.SENT);
            if (digest != null) {
                rejectedBefore.add(digest);
            }
        }
    }

    private static boolean isMark(FailedEvent event) {
        return event.header(FailedHeader.REPLAYED) != null;
    }

    private boolean isReplayed(FailedEvent event) {
        return replayed.contains(event.entry().partition() + "/" + event.entry().offset());
    }

    private void offer(EdgeClient edge, Function<String, String> keys, FailedEvent event) throws Exception {
        Outgoing outgoing = Outgoing.of(event, patch);
        byte[] json = outgoing.json();
        String problem = outgoing.problem();
        if (json == null) {
            outcome.unsendable(problem == null ? "?" : problem);
            return;
        }
        if (rejectedBefore.contains(outgoing.digest())) {
            outcome.unsendable("rejected before, and nothing is changed");
            return;
        }
        if (!sent.add(event.origin())) {
            // Each stage keeps its own record of the same event, and a crash may have doubled it.
            mark(Map.of(event, new EdgeClient.Answer("copy", "")), Map.of());
            return;
        }
        String source = event.header(FailedHeader.SOURCE, "");
        Pending waiting = pending.computeIfAbsent(source, first -> new Pending());
        if (waiting.events.size() == BATCH_EVENTS_MAX
                || (!waiting.events.isEmpty() && waiting.bytes + json.length > BATCH_BYTES_MAX)) {
            flush(edge, keys.apply(source), waiting);
        }
        waiting.events.add(outgoing);
        waiting.bytes += json.length;
    }

    private void flush(EdgeClient edge, String key, Pending waiting) throws Exception {
        List<byte[]> events = new ArrayList<>();
        for (Outgoing outgoing : waiting.events) {
            byte[] json = outgoing.json();
            if (json != null) {
                events.add(json);
            }
        }
        List<EdgeClient.Answer> answers = edge.send(key, events);
        Map<FailedEvent, EdgeClient.Answer> answered = new LinkedHashMap<>();
        Map<FailedEvent, String> rejected = new HashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            Outgoing outgoing = waiting.events.get(i);
            EdgeClient.Answer answer = answers.get(i);
            outcome.answered(answer);
            if (answer.outcome().equals("refused")) {
                continue; // The edge kept nothing of it, so its record stays as it is.
            }
            answered.put(outgoing.event(), answer);
            if (answer.outcome().equals("rejected")) {
                rejected.put(outgoing.event(), outgoing.digest());
            }
        }
        mark(answered, rejected);
        waiting.events.clear();
        waiting.bytes = 0;
    }

    private void mark(Map<FailedEvent, EdgeClient.Answer> answered, Map<FailedEvent, String> rejected)
            throws InterruptedException {
        Map<TopicEntry, List<JournalEntry.Header>> marks = new LinkedHashMap<>();
        answered.forEach((event, answer) -> {
            List<JournalEntry.Header> headers = new ArrayList<>();
            String id = event.id();
            if (id != null) {
                headers.add(new JournalEntry.Header(JournalEntry.ID, id.getBytes(StandardCharsets.UTF_8)));
            }
            headers.add(FailedHeader.SOURCE.of(event.header(FailedHeader.SOURCE, "")));
            headers.add(FailedHeader.OUTCOME.of(answer.outcome()));
            String digest = rejected.get(event);
            if (digest != null) {
                headers.add(FailedHeader.SENT.of(digest));
            }
            marks.put(event.entry(), headers);
        });
        topic.mark(marks);
    }
}
