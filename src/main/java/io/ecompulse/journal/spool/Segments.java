package io.ecompulse.journal.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The segments that hold records, by number; the last one is being written. Any thread may call. */
final class Segments {
    private final NavigableMap<Long, Segment> byNumber = new TreeMap<>();

    synchronized void add(Segment segment) {
        byNumber.put(segment.number(), segment);
    }

    synchronized void remove(Segment segment) {
        byNumber.remove(segment.number());
    }

    /** The segment of that number, or the next behind it. */
    synchronized @Nullable Segment from(long number) {
        Map.Entry<Long, Segment> entry = byNumber.ceilingEntry(number);
        return entry == null ? null : entry.getValue();
    }

    /** Those that hold nothing but drained records, the one being written excepted. */
    synchronized List<Segment> below(Ledger.Position drained) {
        List<Segment> below = new ArrayList<>();
        for (Segment segment : byNumber.headMap(drained.segment(), true).values()) {
            boolean whole = segment.number() < drained.segment() || drained.offset() >= segment.end();
            if (whole && segment.number() != byNumber.lastKey()) {
                below.add(segment);
            }
        }
        return below;
    }
}
