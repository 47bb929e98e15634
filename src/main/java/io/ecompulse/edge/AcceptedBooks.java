package io.ecompulse.edge;

import io.ecompulse.journal.AcceptedPage;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this edge acknowledged and has told nobody yet, by minute of reception and source. Bounded: the oldest minute is
 * forgotten first, for which the books then lack our word and no loss can be proven. Thread-safe.
 */
final class AcceptedBooks {
    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

    private final int linesMax;
    private final Map<Place, Long> untold = new TreeMap<>();
    private long forgotten;

    private record Place(long minute, String source) implements Comparable<Place> {
        private static final Comparator<Place> OLDEST_FIRST =
                Comparator.comparingLong(Place::minute).thenComparing(Place::source);

        @Override
        public int compareTo(Place other) {
            return OLDEST_FIRST.compare(this, other);
        }
    }

    AcceptedBooks(int linesMax) {
        this.linesMax = linesMax;
    }

    /** Notes the events among entries that were acknowledged; what failed has its record and is nothing to be stored. */
    synchronized void add(String source, List<JournalEntry> acknowledged) {
        for (JournalEntry entry : acknowledged) {
            if (entry.topic() == JournalTopic.EVENTS) {
                untold.merge(new Place(Math.floorDiv(entry.timestamp(), MINUTE_MILLIS), source), 1L, Long::sum);
            }
        }
        while (untold.size() > linesMax) {
            Iterator<Long> oldest = untold.values().iterator();
            forgotten += oldest.next();
            oldest.remove();
        }
    }

    /** Hands over the oldest lines; they are the caller's now. */
    synchronized List<AcceptedPage.Line> take(int max) {
        List<AcceptedPage.Line> lines = new ArrayList<>();
        Iterator<Map.Entry<Place, Long>> oldest = untold.entrySet().iterator();
        while (oldest.hasNext() && lines.size() < max) {
            Map.Entry<Place, Long> next = oldest.next();
            lines.add(
                    new AcceptedPage.Line(next.getKey().source(), next.getKey().minute(), next.getValue()));
            oldest.remove();
        }
        return lines;
    }

    /** Events whose line was forgotten. */
    synchronized long forgotten() {
        return forgotten;
    }
}
