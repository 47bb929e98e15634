package io.ecompulse.warehouse;

import io.ecompulse.lake.CommitChain.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is committed and not loaded, as the loader last saw it. Asked from any thread. */
final class Waiting {
    private final Map<Partition, Part> parts = new ConcurrentHashMap<>();

    /** @param since when the first of its events was received; null when its marker does not say */
    private record Part(long markers, @Nullable Instant since) {}

    void nothing(Partition partition) {
        parts.remove(partition);
    }

    void some(Partition partition, long markers, @Nullable Instant since) {
        parts.put(partition, new Part(markers, since));
    }

    /** How many commit markers. */
    double markers() {
        return parts.values().stream().mapToLong(Part::markers).sum();
    }

    /** How long ago the oldest of their events was received; 0 when nothing waits. */
    double seconds(Instant now) {
        return parts.values().stream()
                        .map(Part::since)
                        .filter(Objects::nonNull)
                        .mapToLong(since -> Duration.between(since, now).toMillis())
                        .max()
                        .orElse(0)
                / 1000.0;
    }
}
