package io.ecompulse.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the faults of a run did, by kind; printed as the table that docs/durability.md quotes. */
final class Toll {
    private final Map<Fault, List<Progress.Recovery>> recoveries = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> spooled = new EnumMap<>(Fault.class);

    void struck(Fault fault) {
        struck.merge(fault, 1, Integer::sum);
    }

    /** @param events acked from the spool until the next fault struck */
    void spooled(Fault fault, int events) {
        spooled.merge(fault, events, Integer::sum);
    }

    void recovered(Fault fault, Progress.Recovery recovery) {
        recoveries.computeIfAbsent(fault, none -> new ArrayList<>()).add(recovery);
    }

    int faults() {
        return struck.values().stream().mapToInt(Integer::intValue).sum();
    }

    String table() {
        StringBuilder table = new StringBuilder(
                "| fault | times | acked from the spool | longest time without an ack, median / most |"
                        + " all stored and counted after, median / most |\n|---|---|---|---|---|\n");
        struck.forEach((fault, times) -> {
            List<Progress.Recovery> known = recoveries.getOrDefault(fault, List.of());
            table.append("| ").append(fault.description()).append(" | ").append(times);
            table.append(" | ").append(spooled.getOrDefault(fault, 0));
            table.append(" | ").append(seconds(known, Progress.Recovery::silence));
            table.append(" | ")
                    .append(seconds(known, Progress.Recovery::caughtUp))
                    .append(" |\n");
        });
        return table.toString();
    }

    private static String seconds(List<Progress.Recovery> known, Function<Progress.Recovery, Duration> which) {
        if (known.isEmpty()) {
            return "not waited for";
        }
        List<Duration> sorted = known.stream().map(which).sorted().toList();
        return seconds(sorted.get(sorted.size() / 2)) + " / " + seconds(sorted.get(sorted.size() - 1)) + " s";
    }

    private static String seconds(Duration time) {
        return "%.1f".formatted(time.toMillis() / 1000.0);
    }
}
