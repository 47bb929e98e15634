package io.ecompulse.app.trace;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ecompulse.journal.EventSearch;
import io.ecompulse.journal.FailedHeader;
import io.ecompulse.journal.JournalConfig;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.RecordKey;
import io.ecompulse.journal.TopicEntry;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.RowSearch;
import io.ecompulse.telemetry.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows one event through the stages. Blocks. */
public final class Trace {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JournalConfig journal;
    private final Counted counted;
    private final RowSearch rows;
    private final Loads loads;

    /** How far the live numbers have come. */
    @FunctionalInterface
    public interface Counted {
        /** By partition, the position below which everything is counted. */
        Map<Integer, Long> positions() throws Exception;
    }

    /** What the warehouse says of a file. */
    @FunctionalInterface
    public interface Loads {
        /** When it was loaded; empty when it was not. */
        Optional<String> loadedAt(String path) throws Exception;
    }

    public Trace(JournalConfig journal, Counted counted, LakeStore lake, Loads loads) {
        this.journal = journal;
        this.counted = counted;
        this.rows = new RowSearch(lake);
        this.loads = loads;
    }

    /** The answer as JSON; {@code found} says whether there is anything of the event. */
    public String find(EventSearch.Wanted wanted) throws Exception {
        EventSearch.Found events;
        EventSearch.Found failed;
        try (EventSearch search = EventSearch.open(journal)) {
            events = search.find(JournalTopic.EVENTS, wanted);
            failed = search.find(JournalTopic.FAILED, wanted);
        }
        ObjectNode answer = JSON.createObjectNode()
                .put("id", wanted.id())
                .put("source", wanted.source())
                .put("from", wanted.from().toString())
                .put("to", wanted.to().toString())
                .put("searched", events.records() + failed.records())
                .put("complete", events.complete() && failed.complete());
        ArrayNode failures = answer.putArray("failed");
        failed.entries().stream().filter(entry -> !isMark(entry)).forEach(entry -> addFailure(failures, entry));
        ArrayNode positions = answer.putArray("journal");
        if (!events.entries().isEmpty()) {
            Map<Integer, Long> read = positionsOrNone();
            List<TopicEntry> before = new ArrayList<>();
            for (TopicEntry entry : events.entries()) {
                addPosition(positions.addObject(), entry, before, read);
                before.add(entry);
            }
        }
        answer.put("found", !failures.isEmpty() || !positions.isEmpty());
        return JSON.writeValueAsString(answer);
    }

    private Map<Integer, Long> positionsOrNone() {
        try {
            return counted.positions();
        } catch (Exception away) {
            return Map.of(-1, -1L);
        }
    }

    private void addPosition(ObjectNode position, TopicEntry entry, List<TopicEntry> before, Map<Integer, Long> read)
            throws Exception {
        position.put("topic", entry.topic())
                .put("partition", entry.partition())
                .put("offset", entry.offset())
                .put("source", source(entry))
                .put("at", Instant.ofEpochMilli(entry.timestamp()).toString());
        RowSearch.Place place = rows.find(entry.topic(), entry.partition(), entry.offset());
        boolean isDuplicate = place instanceof RowSearch.Place.Committed committed
                ? committed.row() == null
                : before.stream().anyMatch(earlier -> isSame(earlier, entry));
        position.put("sight", isDuplicate ? "duplicate" : "event");
        addCounted(position.putObject("aggregate"), entry, isDuplicate, read);
        addPlace(position, place);
    }

    private static void addCounted(
            ObjectNode aggregate, TopicEntry entry, boolean isDuplicate, Map<Integer, Long> read) {
        long next = read.getOrDefault(entry.partition(), 0L);
        String state = read.containsKey(-1)
                ? "unknown"
                : entry.offset() >= next ? "waiting" : isDuplicate ? "duplicate" : "counted";
        aggregate.put("state", state);
        if (!state.equals("unknown")) {
            aggregate.put("position", next);
        }
    }

    private void addPlace(ObjectNode position, RowSearch.Place place) throws Exception {
        ObjectNode lake = position.putObject("lake");
        ObjectNode warehouse = position.putObject("warehouse");
        if (place instanceof RowSearch.Place.Ahead ahead) {
            lake.put("state", "waiting").put("chainEnd", ahead.chainEnd().orElse(0));
            warehouse.put("state", "waiting");
        } else if (place instanceof RowSearch.Place.Behind behind) {
            lake.put("state", "before the chain").put("chainBegin", behind.chainBegin());
            warehouse.put("state", "never");
        } else {
            RowSearch.Place.Committed committed = (RowSearch.Place.Committed) place;
            Marker window = committed.window();
            lake.put("start", window.start()).put("end", window.end());
            addRow(lake, warehouse, committed);
        }
    }

    private void addRow(ObjectNode lake, ObjectNode warehouse, RowSearch.Place.Committed committed) throws Exception {
        RowSearch.@Nullable Row row = committed.row();
        if (row == null) {
            lake.put("state", "no row");
            warehouse.put("state", "never");
            return;
        }
        lake.put("state", "stored")
                .put("file", row.file().path())
                .put("rowGroup", row.group())
                .put("row", row.row());
        try {
            warehouse.put("state", "waiting");
            for (String path : loadable(committed.window(), row)) {
                loads.loadedAt(path)
                        .ifPresent(at -> warehouse
                                .put("state", "loaded")
                                .put("load", path)
                                .put("loadedAt", at));
            }
        } catch (Exception away) {
            warehouse.put("state", "unknown").put("why", String.valueOf(away.getMessage()));
        }
    }

    /** A row that stands in a compacted file may have been loaded before that was. */
    private static Set<String> loadable(Marker window, RowSearch.Row row) {
        Set<String> paths = new LinkedHashSet<>(Set.of(row.file().path()));
        window.files().stream()
                .filter(file -> file.table().equals(row.file().table()))
                .forEach(file -> paths.add(file.path()));
        return paths;
    }

    private static void addFailure(ArrayNode failures, TopicEntry entry) {
        boolean byEdge = text(entry, FailedHeader.STAGE).equals(Stage.EDGE.tag());
        ObjectNode failure = failures.addObject()
                .put("outcome", byEdge ? "rejected" : "failed")
                .put("reason", text(entry, FailedHeader.REASON))
                .put("detail", text(entry, FailedHeader.DETAIL))
                .put("stage", text(entry, FailedHeader.STAGE))
                .put("source", text(entry, FailedHeader.SOURCE))
                .put("at", text(entry, FailedHeader.RECEIVED_AT))
                .put("topic", entry.topic())
                .put("partition", entry.partition())
                .put("offset", entry.offset());
        if (!byEdge) {
            failure.put(
                    "of",
                    text(entry, FailedHeader.TOPIC) + "-" + text(entry, FailedHeader.PARTITION) + "@"
                            + text(entry, FailedHeader.OFFSET));
        }
    }

    /** The lake has not said yet; so by what the readers go by, as far as the span shows it. */
    private boolean isSame(TopicEntry earlier, TopicEntry later) {
        return earlier.partition() == later.partition()
                && source(earlier).equals(source(later))
                && Arrays.equals(
                        earlier.headers().get(JournalEntry.FINGERPRINT),
                        later.headers().get(JournalEntry.FINGERPRINT))
                && later.timestamp() - earlier.timestamp()
                        <= journal.dedup().window().toMillis()
                && later.offset() - earlier.offset() <= journal.dedup().recordsMax();
    }

    private static boolean isMark(TopicEntry entry) {
        return entry.headers().containsKey(FailedHeader.REPLAYED.tag());
    }

    private static String source(TopicEntry entry) {
        return new String(entry.key(), 0, RecordKey.sourceLength(entry.key()), StandardCharsets.UTF_8);
    }

    private static String text(TopicEntry entry, FailedHeader name) {
        byte[] value = entry.headers().get(name.tag());
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }
}
