package io.ecompulse.insight;

import io.ecompulse.journal.AcceptedPage;
import io.ecompulse.journal.TopicEntry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the edges say they accepted, by minute of reception and source, as long as it is of interest; and where the journal
 * ended at some moments of that time. Told by the thread that follows the books topic. Thread-safe.
 */
final class EdgeBooks {
    private static final Duration MOMENTS_APART = Duration.ofSeconds(10);
    /** Runs whose last page is remembered, so that a page sent twice counts once. */
    private static final int RUNS_MAX = 10_000;

    private final Duration horizon;
    private final int linesMax;
    private final TreeMap<Long, Map<String, Long>> byMinute = new TreeMap<>();
    private final Map<String, Long> lastPages = new LinkedHashMap<>(16, 0.75f, true);
    private final Deque<Moment> moments = new ArrayDeque<>();
    private int lines;

    /** Everything that was appended before {@code at} lies below {@code ends}. */
    private record Moment(Instant at, Map<Integer, Long> ends) {
        boolean isPassed(Map<Integer, Long> read) {
            return ends.entrySet().stream().allMatch(end -> read.getOrDefault(end.getKey(), 0L) >= end.getValue());
        }
    }

    EdgeBooks(Duration horizon, int linesMax) {
        this.horizon = horizon;
        this.linesMax = linesMax;
    }

    /** A record of the books topic; what is no page of ours is none of our business. */
    void saw(TopicEntry entry) {
        try {
            add(AcceptedPage.parse(entry.value()));
        } catch (IOException foreign) {
            // Written by a later version, or by somebody else: no word of an edge, so nothing is missed by it.
        }
    }

    synchronized void add(AcceptedPage page) {
        if (lastPages.getOrDefault(page.run(), 0L) >= page.number()) {
            return;
        }
        lastPages.put(page.run(), page.number());
        if (lastPages.size() > RUNS_MAX) {
            lastPages.remove(lastPages.keySet().iterator().next());
        }
        for (AcceptedPage.Line line : page.lines()) {
            Map<String, Long> minute = byMinute.computeIfAbsent(line.minute(), unseen -> new TreeMap<>());
            lines += minute.containsKey(line.source()) ? 0 : 1;
            minute.merge(line.source(), line.events(), Long::sum);
        }
        while (lines > linesMax) {
            lines -= byMinute.pollFirstEntry().getValue().size();
        }
    }

    /** Notes where the journal ended. Moments lie apart, so that a long lag needs few of them; it also ends old minutes. */
    synchronized void ended(Instant at, Map<Integer, Long> ends) {
        while (!byMinute.isEmpty() && Unaccounted.start(byMinute.firstKey()).isBefore(at.minus(horizon))) {
            lines -= byMinute.pollFirstEntry().getValue().size();
        }
        while (!moments.isEmpty() && moments.peekFirst().at().isBefore(at.minus(horizon))) {
            moments.removeFirst();
        }
        if (moments.isEmpty() || !at.isBefore(moments.peekLast().at().plus(MOMENTS_APART))) {
            moments.addLast(new Moment(at, Map.copyOf(ends)));
        }
    }

    /** The latest known moment before which readers at these positions have read everything. */
    synchronized Instant readUntil(Map<Integer, Long> read) {
        Instant until = Instant.EPOCH;
        for (Moment moment : moments) {
            if (!moment.isPassed(read)) {
                return until;
            }
            until = moment.at();
        }
        return until;
    }

    synchronized SortedSet<String> sources() {
        SortedSet<String> sources = new TreeSet<>();
        byMinute.values().forEach(minute -> sources.addAll(minute.keySet()));
        return sources;
    }

    /** What edges accepted of a source in each minute from {@code from} on, before {@code to}. */
    synchronized SortedMap<Long, Long> accepted(String source, long from, long to) {
        SortedMap<Long, Long> accepted = new TreeMap<>();
        byMinute.subMap(from, Math.max(from, to)).forEach((minute, sources) -> {
            if (sources.containsKey(source)) {
                accepted.put(minute, sources.get(source));
            }
        });
        return accepted;
    }

    synchronized List<Integer> sizes() {
        return List.of(lines, moments.size());
    }
}
