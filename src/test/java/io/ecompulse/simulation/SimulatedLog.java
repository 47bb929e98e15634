package io.ecompulse.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A topic: what was appended and never changes, and which records are duplicates by the definition, not by any window. */
public final class SimulatedLog {
    public static final String TOPIC = "ecompulse.events";

    private final long windowMillis;
    private final int recordsMax;
    private final List<List<@Nullable Entry>> partitions = new ArrayList<>();

    /**
     * A record.
     *
     * @param duplicate by the definition of {@code DedupWindow}
     */
    public record Entry(long offset, long timestamp, Content content, boolean duplicate) {
        public byte[] key() {
            return (content.source() + ":v").getBytes(StandardCharsets.UTF_8);
        }

        public byte[] idBytes() {
            return content.id().getBytes(StandardCharsets.UTF_8);
        }

        /** Whether a stage makes something of it. */
        public boolean counts() {
            return content.readable() && !duplicate;
        }
    }

    /**
     * What a record says.
     *
     * @param id empty when a foreign producer wrote none
     * @param order the number of the order it tells of; 0 for another event
     */
    public record Content(String source, String id, byte @Nullable [] value, boolean readable, int order, int minor) {}

    SimulatedLog(int partitions, long windowMillis, int recordsMax) {
        this.windowMillis = windowMillis;
        this.recordsMax = recordsMax;
        for (int i = 0; i < partitions; i++) {
            this.partitions.add(new ArrayList<>());
        }
    }

    public int partitions() {
        return partitions.size();
    }

    public long windowMillis() {
        return windowMillis;
    }

    public int recordsMax() {
        return recordsMax;
    }

    public long end(int partition) {
        return partitions.get(partition).size();
    }

    /** Null where the log has a hole. */
    public @Nullable Entry at(int partition, long offset) {
        return partitions.get(partition).get((int) offset);
    }

    /** The records from a position up to another. */
    public List<Entry> between(int partition, long start, long end) {
        List<Entry> entries = new ArrayList<>();
        for (@Nullable Entry entry : partitions.get(partition).subList((int) start, (int) end)) {
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** Right after the last record; holes behind it are read by nobody. */
    long lastRecordEnd(int partition) {
        long end = end(partition);
        while (end > 0 && at(partition, end - 1) == null) {
            end--;
        }
        return end;
    }

    void append(int partition, long timestamp, Content content) {
        List<@Nullable Entry> log = partitions.get(partition);
        log.add(new Entry(log.size(), timestamp, content, isDuplicate(partition, timestamp, content)));
    }

    void hole(int partition) {
        partitions.get(partition).add(null);
    }

    /** The newest of the same identity among those before, as far back as offsets count; and not too old. */
    private boolean isDuplicate(int partition, long timestamp, Content content) {
        if (content.id().isEmpty()) {
            return false;
        }
        long oldest = Math.max(0, end(partition) - recordsMax);
        for (long offset = end(partition) - 1; offset >= oldest; offset--) {
            Entry before = at(partition, offset);
            if (before != null
                    && before.content().id().equals(content.id())
                    && before.content().source().equals(content.source())) {
                return timestamp - before.timestamp() <= windowMillis;
            }
        }
        return false;
    }
}
