package io.ecompulse.journal.spool;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
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
    /** Between two listings of the store, which cost money; own objects are known without. */
    private static final long LIST_MILLIS = 30_000;

    private final ObjectStock stock;
    private final Deque<String> toRead = new ArrayDeque<>();
    private final Set<String> handedOut = new HashSet<>();
    private final TreeMap<Long, Mark> underWay = new TreeMap<>();
    /** Drained whole and not deleted yet: what stands here must never be handed out again, whatever is listed. */
    private final Set<String> done = new LinkedHashSet<>();
    /** Records drained of objects that are not drained whole. */
    private final Map<String, Integer> partly = new HashMap<>();

    private @Nullable String current;
    private List<SpoolRecord> records = List.of();
    private int at;
    private long ticket;
    private long listedAt = Long.MIN_VALUE;

    private record Mark(String path, int until, boolean whole) {}

    ObjectDrain(ObjectStock stock) {
        this.stock = stock;
    }

    Optional<SpoolChunk> next(int maxBytes) throws IOException {
        // First, and not without it: an object that outlives its process is drained again by whoever adopts it.
        deleteDone();
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
                done.add(mark.path);
                partly.remove(mark.path);
                handedOut.remove(mark.path);
            }
            underWay.remove(underWay.firstKey());
        }
        deleteDone();
    }

    private void deleteDone() throws IOException {
        for (Iterator<String> paths = done.iterator(); paths.hasNext(); ) {
            String path = paths.next();
            stock.objects().delete(path);
            stock.backlog().deleted(path);
            paths.remove();
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
        List<String> found = new ArrayList<>(stock.backlog().paths(stock.writer(), NAMES_MAX));
        long now = stock.clock().millis();
        if (listedAt == Long.MIN_VALUE || now < listedAt || now - listedAt >= LIST_MILLIS) {
            listedAt = now;
            found.addAll(listed(now));
        }
        // What is being stored may stand there before its elders; it waits for them.
        String bound = stock.firstInFlight();
        String own = stock.config().prefix() + "/" + stock.writer() + "/";
        found.removeIf(path -> handedOut.contains(path)
                || done.contains(path)
                || (bound != null && path.startsWith(own) && path.compareTo(bound) >= 0));
        found.stream()
                .distinct()
                .sorted(Comparator.comparing((String path) -> path.substring(path.lastIndexOf('/')))
                        .thenComparing(Comparator.naturalOrder()))
                .forEach(toRead::add);
    }

    /** What stands there of ours, and of writers that have stored nothing for so long that they count as ended. */
    private List<String> listed(long now) throws IOException {
        String prefix = stock.config().prefix();
        Map<String, List<ObjectName>> writers = new TreeMap<>();
        for (String path : list(prefix + "/")) {
            ObjectName name = ObjectName.parse(prefix, path);
            if (name != null) {
                writers.computeIfAbsent(name.writer(), first -> new ArrayList<>())
                        .add(name);
            }
        }
        long adoptable = now - stock.config().adoptAfter().toMillis();
        List<String> found = new ArrayList<>();
        writers.forEach((writer, names) -> {
            boolean isEnded = names.stream().allMatch(name -> name.millis() <= adoptable);
            if (isEnded || writer.equals(stock.writer())) {
                names.forEach(name -> found.add(name.path(prefix)));
            }
        });
        return found;
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
