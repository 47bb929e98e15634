package io.ecompulse.aggregate;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Joins the events of a delta to visits, in the order of the journal. */
final class Visits {
    private static final long TIME_MAX = 0xFFFF_FFFFL;

    private final long silence;
    private final Map<Long, Visit> open = new HashMap<>();
    private final List<Visit> all = new ArrayList<>();
    private long window;

    /** @param silence seconds after which a session is over */
    Visits(long silence) {
        this.silence = silence;
    }

    /**
     * @param session as the client names it, or null
     * @param received epoch milliseconds, as is {@code time}
     */
    void add(long visitor, @Nullable Long session, int cell, long received, long time) {
        window = Math.max(window, seconds(received) / silence);
        long at = seconds(time);
        boolean named = session != null;
        long name = session == null ? 0 : session;
        Visit visit = open.get(visitor);
        if (visit == null || !visit.takes(name, named, at, window, silence)) {
            visit = new Visit(visitor, session == null ? begun(visitor, at) : name, named, window, at);
            open.put(visitor, visit);
            all.add(visit);
        }
        visit.add(cell, at);
    }

    /** In the order in which they began; windows never shrink along it. */
    List<Visit> all() {
        return all;
    }

    private static long seconds(long millis) {
        return Math.max(0, Math.min(TIME_MAX, Math.floorDiv(millis, 1_000)));
    }

    /** What a session is called that began then. */
    private static long begun(long visitor, long at) {
        return Hash64.of(ByteBuffer.allocate(Long.BYTES).putLong(visitor).array(), at);
    }
}
