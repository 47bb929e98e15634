package io.ecompulse.dev.traffic;

import java.util.Map;
import java.util.TreeMap;

/** What came back while the window was open. Belongs to one event loop. */
final class BenchTally {
    private final LatencyHistogram latency = new LatencyHistogram();
    private final Map<Integer, Long> statuses = new TreeMap<>();
    private boolean open;
    private long accepted;
    private long broken;

    void open() {
        open = true;
    }

    void close() {
        open = false;
    }

    void answered(int status, int events, long nanos) {
        if (open) {
            statuses.merge(status, 1L, Long::sum);
            latency.record(nanos);
            accepted += events;
        }
    }

    /** A connection ended without an answer. */
    void broke() {
        if (open) {
            broken++;
        }
    }

    LatencyHistogram latency() {
        return latency;
    }

    Map<Integer, Long> statuses() {
        return statuses;
    }

    long accepted() {
        return accepted;
    }

    long broken() {
        return broken;
    }
}
