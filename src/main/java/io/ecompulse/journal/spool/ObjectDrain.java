package io.ecompulse.journal.spool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads objects by age, one at a time, and deletes those that are drained. One thread at a time. */
final class ObjectDrain {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectDrain.class);
    private static final int PAGE = 1_000;
    /** Names looked at before the first of them is drained: a bound of memory. */
    private static final int NAMES_MAX = 10_000;

    private final ObjectStock stock;
    private final Deque<String> toRead = new ArrayDeque<>();
    private final Set<String> handedOut = new HashSet<>();
    private final TreeMap<Long, Mark> underWay = new TreeMap<>();
    /** Records drained of objects that are not drained whole. */
    private final Map<String, Integer> partly = new HashMap<>();

    private @Nullable String current;
    private List<SpoolRecord> records = List.of();
    private int at;
    private long ticket;

    private record Mark(String path, int until, boolean whole) {}

    ObjectDrain(ObjectStock stock) {
        this.stock = stock;
    }

    Optional<SpoolChunk> next(int maxBytes) throws IOException {
        while (current == null || at >= records.size()) {
            if (toRead.isEmpty()) {
                look();
            }
            String path = toRead.peek();
            if (path == null) {
                return Optional.empty();
            }
            open(path);
            toRead.remove();
            handedOut.add(path);
        }
        int from = at;
        long bytes = 0;
        while (at < records.size() && (at == from || bytes < maxBytes)) {
            bytes += records.get(at++).payload().length;
        }
        underWay.put(++ticket, new Mark(current, at, at == records.size()));
        return Optional.of(new SpoolChunk(records.subList(from, at), ticket));
    }

    void drained(SpoolChunk chunk) throws IOException {
        while (!underWay.isEmpty() && underWay.firstKey() <= chunk.position()) {
            Mark mark = underWay.firstEntry().getValue();
            partly.put(mark.path, mark.until);
            if (mark.whole) {
                stock.objects().delete(mark.path);
                stock.backlog().deleted(mark.path);
                partly.remove(mark.path);
                handedOut.remove(mark.path);
            }
            underWay.remove(underWay.firstKey());
        }
    }

    void rewind() {
        underWay.clear();
        handedOut.clear();
        toRead.clear();
        current = null;
        at = 0;
        records = List.of();
    }

    private void open(String path) throws IOException {
        current = null;
        Optional<byte[]> content = stock.objects().get(path);
        List<SpoolRecord> read = content.map(ObjectFrames::decode).orElse(null);
        if (read != null) {
            current = path;
            records = read;
            at = partly.getOrDefault(path, 0);
        } else if (content.isPresent()) {
            LOG.error("Spool: object {} is not as it was written; it is set aside", path);
            stock.setAside(content.get());
            stock.backlog().corrupt(path, content.get().length);
            stock.objects().delete(path);
            stock.backlog().deleted(path);
        } else {
            // Another process adopted and drained it.
            stock.backlog().deleted(path);
        }
    }

    private void look() throws IOException {
        String prefix = stock.config().prefix();
        List<String> found = new ArrayList<>();
        // What is being stored may stand there before its elders; it waits for them.
        String bound = stock.firstInFlight();
        String own = prefix + "/" + stock.writer() + "/";
        for (String path : list(own)) {
            if (bound == null || path.compareTo(bound) < 0) {
                found.add(path);
            }
        }
        Duration after = stock.config().adoptAfter();
        long adoptable = stock.clock().millis() - after.toMillis();
        for (String path : list(prefix + "/")) {
            ObjectName name = ObjectName.parse(prefix, path);
            if (name != null && !name.writer().equals(stock.writer()) && name.millis() <= adoptable) {
                found.add(path);
            }
        }
        found.removeIf(path -> handedOut.contains(path) || ObjectName.parse(prefix, path) == null);
        found.sort(Comparator.comparing((String path) -> path.substring(path.lastIndexOf('/')))
                .thenComparing(Comparator.naturalOrder()));
        toRead.addAll(found);
    }

    private List<String> list(String start) throws IOException {
        List<String> all = new ArrayList<>();
        List<String> page = stock.objects().list(start, "", PAGE);
        while (!page.isEmpty() && all.size() < NAMES_MAX) {
            all.addAll(page);
            page = stock.objects().list(start, page.get(page.size() - 1), PAGE);
        }
        return all;
    }
}
