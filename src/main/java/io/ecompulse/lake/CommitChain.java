package io.ecompulse.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The commit markers of every partition, each chain linear by construction: a marker's name is its start, its start is the
 * end of the one before, and a name is given only once (I4).
 */
public final class CommitChain {
    private static final String ROOT = "_commits/";
    private static final String SUFFIX = ".json";

    private final LakeStore store;

    public CommitChain(LakeStore store) {
        this.store = store;
    }

    /** A partition that has a chain. */
    public record Partition(String topic, int number) {}

    /** The partitions that have a chain, by topic and number. */
    public List<Partition> partitions() throws IOException {
        List<Partition> partitions = new ArrayList<>();
        for (String topic : store.folders(ROOT)) {
            for (String number : store.folders(ROOT + topic + "/")) {
                if (number.matches("\\d{1,9}")) {
                    partitions.add(new Partition(topic, Integer.parseInt(number)));
                }
            }
        }
        return partitions;
    }

    /** Where the chain ends, the position to read on from; empty when there is no chain. */
    public OptionalLong end(String topic, int partition) throws IOException {
        List<String> markers = markers(topic, partition);
        if (markers.isEmpty()) {
            return OptionalLong.empty();
        }
        long start = start(markers.get(markers.size() - 1));
        return OptionalLong.of(at(topic, partition, start)
                .orElseThrow(() -> new IOException("Marker vanished: " + path(topic, partition, start)))
                .end());
    }

    /** Where the chain begins; empty when there is none. */
    public OptionalLong begin(String topic, int partition) throws IOException {
        List<String> markers = markers(topic, partition);
        return markers.isEmpty() ? OptionalLong.empty() : OptionalLong.of(start(markers.get(0)));
    }

    /**
     * The link that starts at a position; empty when the chain ends there.
     *
     * @throws IOException when what stands there is not the marker of that name
     */
    public Optional<Marker> at(String topic, int partition, long start) throws IOException {
        Optional<byte[]> json = store.read(path(topic, partition, start));
        if (json.isEmpty()) {
            return Optional.empty();
        }
        Marker marker = MarkerJson.read(json.get());
        if (!marker.topic().equals(topic) || marker.partition() != partition || marker.start() != start) {
            throw new IOException(
                    "Marker " + path(topic, partition, start) + " belongs to another place: " + marker.path());
        }
        return Optional.of(marker);
    }

    /** How many links stand from a position on. */
    public long linksFrom(String topic, int partition, long start) throws IOException {
        return markers(topic, partition).stream()
                .filter(path -> start(path) >= start)
                .count();
    }

    /** The link that a position lies in; empty when it lies before the chain or behind it. */
    public Optional<Marker> covering(String topic, int partition, long position) throws IOException {
        List<String> markers = markers(topic, partition);
        int low = 0;
        int high = markers.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (start(markers.get(middle)) <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0
                ? Optional.empty()
                : at(topic, partition, start(markers.get(low - 1))).filter(link -> position < link.end());
    }

    /** Commits a window; false when its start is taken. */
    boolean commit(Marker marker) throws IOException {
        return store.createIfAbsent(marker.path(), MarkerJson.write(marker));
    }

    static String folder(String topic, int partition) {
        return ROOT + topic + "/" + partition + "/";
    }

    static String name(long start) {
        return digits(start) + SUFFIX;
    }

    /** Twenty digits, so that names sort as numbers do. */
    static String digits(long position) {
        return String.format(Locale.ROOT, "%020d", position);
    }

    private static String path(String topic, int partition, long start) {
        return folder(topic, partition) + name(start);
    }

    private List<String> markers(String topic, int partition) throws IOException {
        String folder = folder(topic, partition);
        return store.list(folder, folder).stream()
                .filter(path -> path.substring(folder.length()).matches("\\d{20}\\.json"))
                .toList();
    }

    private static long start(String path) {
        return Long.parseLong(path.substring(path.length() - SUFFIX.length() - 20, path.length() - SUFFIX.length()));
    }
}
