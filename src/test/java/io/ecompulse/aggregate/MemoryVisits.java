package io.ecompulse.aggregate;

import java.util.HashMap;
import java.util.Map;

/** Which session each visit of one partition belongs to: what the script does, in Java. */
final class MemoryVisits {
    private final long silence;
    private Map<Long, Entry> now = new HashMap<>();
    private Map<Long, Entry> before = new HashMap<>();
    private long window;

    private record Entry(long session, long last) {}

    MemoryVisits(long silence) {
        this.silence = silence;
    }

    long session(Visit visit) {
        for (; window < visit.window(); window = Math.max(window + 1, visit.window() - 1)) {
            before = now;
            now = new HashMap<>();
        }
        Entry known = now.getOrDefault(visit.visitor(), before.get(visit.visitor()));
        boolean goesOn = known != null && !visit.named() && visit.first() <= known.last() + silence;
        long session = goesOn ? known.session() : visit.session();
        now.put(
                visit.visitor(),
                new Entry(session, known == null ? visit.last() : Math.max(known.last(), visit.last())));
        return session;
    }
}
