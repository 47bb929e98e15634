package io.ecompulse.dev.traffic;

import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalLong;

/** Prints what a benchmark found, one figure a line. */
final class BenchReport {
    private static final double NANOS_A_SECOND = 1e9;
    private static final double NANOS_A_MILLI = 1e6;
    private static final double MICROS_A_SECOND = 1e6;

    private final BenchPlan plan;
    private final long bytesPerEvent;

    /**
     * The clocks at one end of the window.
     *
     * @param serverMicros CPU time of the server, empty when it cannot be read
     * @param ownMicros CPU time of this program
     */
    record Reading(long nanos, OptionalLong serverMicros, OptionalLong ownMicros) {}

    BenchReport(BenchPlan plan, long bytesPerEvent) {
        this.plan = plan;
        this.bytesPerEvent = bytesPerEvent;
    }

    void print(PrintStream out, BenchTally tally, Reading before, Reading after) {
        double seconds = (after.nanos() - before.nanos()) / NANOS_A_SECOND;
        LatencyHistogram latency = tally.latency();
        line(out, "target", "%s://%s:%d%s", plan.protocol().scheme(), plan.host(), plan.port(), plan.path());
        line(
                out,
                "load",
                "%d connections, %d events a request, %d bytes an event, %.1f s",
                plan.connections(),
                plan.batch(),
                bytesPerEvent,
                seconds);
        line(out, "events/s", "%.0f accepted", tally.accepted() / seconds);
        line(out, "requests/s", "%.0f", latency.count() / seconds);
        line(
                out,
                "latency",
                "p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, max %.2f ms (closed loop)",
                latency.percentile(0.50) / NANOS_A_MILLI,
                latency.percentile(0.95) / NANOS_A_MILLI,
                latency.percentile(0.99) / NANOS_A_MILLI,
                latency.max() / NANOS_A_MILLI);
        line(out, "statuses", "%s, connections broken %d", tally.statuses(), tally.broken());
        cpu(out, tally, seconds, before, after);
    }

    private static void cpu(PrintStream out, BenchTally tally, double seconds, Reading before, Reading after) {
        if (before.serverMicros().isPresent() && after.serverMicros().isPresent() && tally.accepted() > 0) {
            long used = after.serverMicros().getAsLong() - before.serverMicros().getAsLong();
            line(
                    out,
                    "server CPU",
                    "%.2f µs an event, %.2f cores",
                    (double) used / tally.accepted(),
                    used / MICROS_A_SECOND / seconds);
        }
        if (before.ownMicros().isPresent() && after.ownMicros().isPresent()) {
            long used = after.ownMicros().getAsLong() - before.ownMicros().getAsLong();
            line(out, "generator CPU", "%.2f cores", used / MICROS_A_SECOND / seconds);
        }
    }

    private static void line(PrintStream out, String name, String format, Object... values) {
        out.printf(Locale.ROOT, "%-14s " + format + "%n", prepend(name, values));
    }

    private static Object[] prepend(String name, Object... values) {
        Object[] all = new Object[values.length + 1];
        all[0] = name;
        System.arraycopy(values, 0, all, 1, values.length);
        return all;
    }
}
