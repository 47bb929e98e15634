package io.ecompulse.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The compacted runs of every chain. A run stands under the start of its first link; under the start of another of its links
 * stands a note, from the moment on when the links' own files are deleted.
 */
final class CompactedRuns {
    private static final String ROOT = "_compacted/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LakeStore store;

    CompactedRuns(LakeStore store) {
        this.store = store;
    }

    /**
     * The run that starts at a position; empty when there is none.
     *
     * @throws CompactedAway when the position is that of another link of a run whose own files are gone
     */
    Optional<CompactedRun> at(String topic, int partition, long start) throws IOException {
        Optional<byte[]> content = store.read(path(topic, partition, start));
        if (content.isEmpty()) {
            return Optional.empty();
        }
        JsonNode json = JSON.readTree(content.get());
        if (json.has("within")) {
            throw new CompactedAway(topic, partition, start, json.path("within").asLong(), end(json));
        }
        return Optional.of(run(json, topic, partition, start));
    }

    /** The run that a position lies in. */
    Optional<CompactedRun> covering(String topic, int partition, long position) throws IOException {
        List<Long> before = starts(topic, partition).stream()
                .filter(start -> start <= position)
                .toList();
        if (before.isEmpty()) {
            return Optional.empty();
        }
        long start = before.get(before.size() - 1);
        long first = listed(topic, partition, start).path("within").asLong(start);
        return at(topic, partition, first).filter(run -> position < run.link().end());
    }

    /** Every run of a partition, by start. */
    List<CompactedRun> all(String topic, int partition) throws IOException {
        List<CompactedRun> runs = new ArrayList<>();
        for (long start : starts(topic, partition)) {
            JsonNode json = listed(topic, partition, start);
            if (!json.has("within")) { // Else a note, whose run stands in front of it.
                runs.add(run(json, topic, partition, start));
            }
        }
        return runs;
    }

    /**
     * Makes readers go by the run; false when another stands where it would. Two that overlap would leave a reader that comes
     * from the end of the one inside of the other.
     */
    boolean create(CompactedRun run) throws IOException {
        if (overlaps(run.link())) {
            return false;
        }
        ObjectNode json = MarkerJson.tree(run.link());
        run.starts().forEach(json.putArray("links")::add);
        json.put("compactedAt", run.at().toString());
        byte[] content = JSON.writeValueAsBytes(json);
        // I4: there is one at a start. An answer that was lost may have been ours.
        return store.createIfAbsent(path(run.link()), content)
                || store.read(path(run.link()))
                        .filter(there -> Arrays.equals(there, content))
                        .isPresent();
    }

    /** With a run, or a note of one, at another start. */
    private boolean overlaps(Marker link) throws IOException {
        long before = -1;
        for (long start : starts(link.topic(), link.partition())) {
            if (start > link.start() && start < link.end()) {
                return true;
            }
            before = start < link.start() ? start : before;
        }
        return before >= 0 && end(listed(link.topic(), link.partition(), before)) > link.start();
    }

    /** A note says where its run ends, too. */
    private static long end(JsonNode json) {
        return json.path("end").asLong();
    }

    /** Notes that the files of the run's own links are about to go: a reader that starts inside of it is told from now on. */
    void note(CompactedRun run) throws IOException {
        Marker link = run.link();
        for (long start : run.starts().subList(1, run.starts().size())) {
            ObjectNode json =
                    JSON.createObjectNode().put("within", link.start()).put("end", link.end());
            store.createIfAbsent(path(link.topic(), link.partition(), start), JSON.writeValueAsBytes(json));
        }
    }

    private List<Long> starts(String topic, int partition) throws IOException {
        String folder = ROOT + topic + "/" + partition + "/";
        return store.list(folder, folder).stream()
                .map(path -> path.substring(folder.length()))
                .filter(name -> name.matches("\\d{20}\\.json"))
                .map(name -> Long.parseLong(name.substring(0, 20)))
                .toList();
    }

    private JsonNode listed(String topic, int partition, long start) throws IOException {
        String path = path(topic, partition, start);
        return JSON.readTree(store.read(path).orElseThrow(() -> new IOException("Run vanished: " + path)));
    }

    private static CompactedRun run(JsonNode json, String topic, int partition, long start) throws IOException {
        Marker link = MarkerJson.read(json);
        if (!link.topic().equals(topic) || link.partition() != partition || link.start() != start) {
            throw new IOException("Run " + path(topic, partition, start) + " belongs to another place: " + path(link));
        }
        List<Long> starts = new ArrayList<>();
        json.path("links").forEach(each -> starts.add(each.asLong()));
        try {
            return new CompactedRun(
                    link, starts, Instant.parse(json.path("compactedAt").asText()));
        } catch (IllegalArgumentException | DateTimeException broken) {
            throw new IOException("Not a compacted run: " + broken.getMessage(), broken);
        }
    }

    private static String path(Marker link) {
        return path(link.topic(), link.partition(), link.start());
    }

    private static String path(String topic, int partition, long start) {
        return ROOT + topic + "/" + partition + "/" + CommitChain.name(start);
    }
}
