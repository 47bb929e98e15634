package io.ecompulse.lake;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One link of a partition's commit chain: that it exists is the commit. Stands at
 * {@code _commits/<topic>/<partition>/<start, 20 digits>.json}.
 *
 * @param start the end of the link before
 * @param end the position from which the next link goes on
 * @param files one of each table that the window has rows of; none when it held no new event
 * @param duplicates events of the window that an earlier one of its partition repeats; stored nowhere
 * @param conflicts rows whose id an earlier event of other content had taken; 0 in markers of older versions
 * @param unreadable records of the window that are no events, or that a column has no room for
 * @param receivedFrom earliest and latest reception of the window's events; null when it had none
 * @param sources events by source
 * @param writer who wrote it, unique for each window of each process: tells a writer its own marker from another's
 */
public record Marker(
        String topic,
        int partition,
        long start,
        long end,
        List<File> files,
        long duplicates,
        long conflicts,
        long unreadable,
        @Nullable Instant receivedFrom,
        @Nullable Instant receivedTo,
        SortedMap<String, SourceCount> sources,
        String writer) {

    /**
     * A file of the window.
     *
     * @param path relative to the lake
     * @param bytes its exact length
     */
    public record File(String table, String path, long bytes, long rows, int version) {}

    /** What one source had in the window. */
    public record SourceCount(long rows, long duplicates) {
        SourceCount plus(long moreRows, long moreDuplicates) {
            return new SourceCount(rows + moreRows, duplicates + moreDuplicates);
        }
    }

    public Marker {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("A window ends after it starts, not [" + start + "," + end + ")");
        }
        files = List.copyOf(files);
        sources = new TreeMap<>(sources);
    }

    /** Rows in all files. */
    public long rows() {
        return files.stream().mapToLong(File::rows).sum();
    }

    /** Records of the window that have a row, however many lines they list beside it. */
    public long records() {
        return sources.values().stream().mapToLong(SourceCount::rows).sum();
    }

    /** Bytes of all files. */
    public long bytes() {
        return files.stream().mapToLong(File::bytes).sum();
    }

    /** Its place in the lake. */
    String path() {
        return CommitChain.folder(topic, partition) + CommitChain.name(start);
    }
}
