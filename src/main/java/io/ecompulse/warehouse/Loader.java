package io.ecompulse.warehouse;

import io.ecompulse.lake.CommitChain;
import io.ecompulse.lake.CommitChain.Partition;
import io.ecompulse.lake.Marker;
import io.ecompulse.telemetry.StageMeters;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks every partition's commit chain from the watermark that stands in the warehouse. A partition whose load fails waits
 * with growing pauses and then goes link by link, up to the one that fails; the others go on. Blocks; one thread at a time,
 * except for {@link #problem}.
 */
final class Loader {
    private static final Logger LOG = LoggerFactory.getLogger(Loader.class);

    private final CommitChain chain;
    private final Warehouse warehouse;
    private final WarehouseConfig config;
    private final StageMeters meters;
    private final InstantSource clock;
    private final Map<Partition, Trouble> troubles = new ConcurrentHashMap<>();
    private volatile @Nullable String unreadable;

    /** A partition that failed: until when to wait, how long the pause is, what was wrong. */
    private record Trouble(Instant notBefore, Duration pause, String what) {}

    Loader(CommitChain chain, Warehouse warehouse, WarehouseConfig config, StageMeters meters, InstantSource clock) {
        this.chain = chain;
        this.warehouse = warehouse;
        this.config = config;
        this.meters = meters;
        this.clock = clock;
    }

    /** Loads at most one segment of every partition; true when there may be more. */
    boolean pass() {
        boolean more = false;
        for (Map.Entry<Partition, OptionalLong> next : positions().entrySet()) {
            Trouble trouble = troubles.get(next.getKey());
            if (trouble == null || !clock.instant().isBefore(trouble.notBefore())) {
                more |= loadNext(next.getKey(), next.getValue(), trouble);
            }
        }
        return more;
    }

    /** What keeps partitions from being loaded; null when all is well. */
    @Nullable
    String problem() {
        String walking = unreadable;
        if (walking != null) {
            return walking;
        }
        return troubles.isEmpty()
                ? null
                : troubles.values().stream().map(Trouble::what).sorted().collect(Collectors.joining("; "));
    }

    /** Every partition that has a chain, and how far it is loaded; empty before its first load. */
    private Map<Partition, OptionalLong> positions() {
        Map<Partition, OptionalLong> positions = new LinkedHashMap<>();
        try {
            for (Partition partition : chain.partitions()) {
                positions.put(partition, OptionalLong.empty());
            }
            for (Watermark mark : warehouse.watermarks()) {
                positions.replace(new Partition(mark.topic(), mark.partition()), OptionalLong.of(mark.position()));
            }
            unreadable = null;
            return positions;
        } catch (IOException | WarehouseFault | RuntimeException fault) {
            meters.error(LoadStep.WALK);
            if (unreadable == null) {
                LOG.warn("Neither chains nor watermarks say what to load", fault);
            }
            unreadable = "chains or watermarks cannot be read: " + fault.getMessage();
            return Map.of();
        }
    }

    private boolean loadNext(Partition partition, OptionalLong watermark, @Nullable Trouble trouble) {
        LoadStep step = LoadStep.WALK;
        try {
            ChainSegment segment = segment(partition, watermark, trouble == null ? config.links() : 1);
            if (segment == null) {
                troubles.remove(partition);
                return false;
            }
            step = LoadStep.LOAD;
            Instant began = clock.instant();
            Loaded loaded = warehouse.load(segment);
            count(segment, loaded, Duration.between(began, clock.instant()));
            if (trouble != null) { // Link by link until the chain's end, or until the one that fails.
                troubles.put(partition, new Trouble(clock.instant(), config.retryFirst(), trouble.what()));
            }
            return true;
        } catch (IOException | LoadRefused | WarehouseFault | RuntimeException fault) {
            failed(partition, step, fault);
            return false;
        }
    }

    /** The next links, from the watermark on; null at the chain's end. */
    private @Nullable ChainSegment segment(Partition partition, OptionalLong watermark, int linksMax)
            throws IOException {
        OptionalLong start = watermark.isPresent() ? watermark : chain.begin(partition.topic(), partition.number());
        if (start.isEmpty()) {
            return null;
        }
        List<Marker> links = new ArrayList<>();
        long rows = 0;
        long at = start.getAsLong();
        while (links.size() < linksMax && rows < config.rows()) {
            Optional<Marker> link = chain.at(partition.topic(), partition.number(), at);
            if (link.isEmpty()) {
                break;
            }
            links.add(link.get());
            rows += link.get().rows();
            at = link.get().end();
        }
        return links.isEmpty() ? null : new ChainSegment(links, watermark.isEmpty());
    }

    private void count(ChainSegment segment, Loaded loaded, Duration took) {
        meters.received(segment.links().stream().mapToLong(Marker::rows).sum());
        meters.sent(loaded.rows());
        if (loaded.duplicates() > 0) {
            meters.discarded(LoadDiscard.DUPLICATE, loaded.duplicates());
        }
        meters.duration(LoadStep.LOAD, took);
    }

    private void failed(Partition partition, LoadStep step, Exception fault) {
        meters.error(step);
        Trouble before = troubles.get(partition);
        Duration doubled = before == null ? config.retryFirst() : before.pause().multipliedBy(2);
        Duration pause = doubled.compareTo(config.retryMax()) > 0 ? config.retryMax() : doubled;
        String what = partition.topic() + "-" + partition.number() + ": " + fault.getMessage();
        troubles.put(partition, new Trouble(clock.instant().plus(pause), pause, what));
        LOG.warn("Loading stops for {}, again in {}: {}", partition, pause, fault.getMessage());
    }
}
