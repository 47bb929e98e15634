package io.ecompulse.edge;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The short memory for retry storms: identities whose append was acknowledged a moment ago by this process. Exact while it
 * remembers; forgets the oldest first. The window on which I7 rests is the readers'; this one only saves the journal from
 * what a client sends again because our answer was lost. Thread-safe.
 */
final class RecentIds {
    private final int idsMax;
    private final long ageNanos;
    private final LongSupplier nanos;
    /** In the order of acknowledgement, so the oldest stand first. */
    private final Map<Id, Long> acknowledged = new LinkedHashMap<>();

    /** An identity with what came under it: the same id with other content is another event (I7). */
    record Id(String source, String id, long fingerprint) {}

    RecentIds(int idsMax, Duration age, LongSupplier nanos) {
        this.idsMax = idsMax;
        this.ageNanos = age.toNanos();
        this.nanos = nanos;
    }

    synchronized boolean contains(Id id) {
        Long at = acknowledged.get(id);
        return at != null && nanos.getAsLong() - at < ageNanos;
    }

    /** I1: call only after the append of these identities was acknowledged. */
    synchronized void remember(List<Id> ids) {
        if (idsMax == 0) {
            return;
        }
        long now = nanos.getAsLong();
        for (Id id : ids) {
            acknowledged.remove(id);
            acknowledged.put(id, now);
        }
        Iterator<Map.Entry<Id, Long>> oldest = acknowledged.entrySet().iterator();
        while (oldest.hasNext()) {
            boolean expired = now - oldest.next().getValue() >= ageNanos;
            if (!expired && acknowledged.size() <= idsMax) {
                return;
            }
            oldest.remove();
        }
    }

    synchronized int size() {
        return acknowledged.size();
    }
}
