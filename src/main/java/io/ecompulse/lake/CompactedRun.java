package io.ecompulse.lake;

import java.time.Instant;
import java.util.List;

/**
 * Consecutive links of a chain, and the link that stands for them once their rows are copied into few files. That it exists
 * at {@code _compacted/<topic>/<partition>/<start, 20 digits>.json} is what readers go by; the links and their markers stay.
 *
 * @param link from the start of the first to the end of the last, with the sums of their counts
 * @param starts of the links it stands for
 * @param at when it was made: their files may be read by somebody for some time after
 */
public record CompactedRun(Marker link, List<Long> starts, Instant at) {
    public CompactedRun {
        starts = List.copyOf(starts);
        if (starts.isEmpty() || starts.get(0) != link.start()) {
            throw new IllegalArgumentException("A run starts with its first link, not at " + link.start());
        }
    }
}
