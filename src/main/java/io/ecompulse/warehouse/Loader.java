package io.ecompulse.warehouse;

import io.ecompulse.lake.CommitChain.Partition;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.ReadableChain;
import io.ecompulse.lake.Tables;
import io.ecompulse.telemetry.StageMeters;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks every partition's commit chain from the watermark that stands in the warehouse. A partition whose load fails waits
 * with growing pauses and is then loaded in smaller and smaller segments, up to the link that fails, whose bad files are written
 * down; the others go on. Blocks; one thread at a time,
 * except for {@link #problem}.
 */
final class Loader {
    private static final Logger LOG = LoggerFactory.getLogger(Loader.class);

    private final ReadableChain chain;
    private final ChainWalk walk;
    private final Warehouse warehouse;
    private final WarehouseConfig.Load config;
    private final BadFiles badFiles;
    private final StageMeters meters;
    private final InstantSource clock;
    private final Waiting waiting = new Waiting();
    private final Map<Partition, Trouble> troubles = new ConcurrentHashMap<>();
    private volatile @Nullable String unreadable;

    /**
     * A partition that failed.
     *
     * @param notBefore until when to wait
     * @param what was wrong
     * @param links of the next attempt
     * @param conflicts in a row
     */
    private record Trouble(Instant notBefore, Duration pause, String what, int links, int conflicts) {}

    Loader(
            ReadableChain chain,
            Warehouse warehouse,
            WarehouseConfig.Load config,
            StageMeters meters,
            InstantSource clock) {
        this.chain = chain;
        this.walk = new ChainWalk(chain, config.rows());
        this.warehouse = warehouse;
        this.config = config;
        this.badFiles = new BadFiles(warehouse, config, meters);
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
        String problems = troubles.values().stream()
                .filter(this::isTold)
                .map(Trouble::what)
                .sorted()
                .collect(Collectors.joining("; "));
        return problems.isEmpty() ? null : problems;
    }

    /** Two transactions in each other's way are no problem until they are so again and again. */
    private boolean isTold(Trouble trouble) {
        return trouble.conflicts() == 0 || trouble.conflicts() >= config.conflicts();
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
        ChainSegment segment = null;
        try {
            segment = walk.segment(partition, watermark, trouble == null ? config.links() : trouble.links());
            if (segment == null) {
                troubles.remove(partition);
                waiting.nothing(partition);
                return false;
            }
            waiting.some(
                    partition, segment.links().size(), segment.links().get(0).receivedFrom());
            Instant began = clock.instant();
            Loaded loaded = warehouse.load(segment);
            count(segment, loaded, Duration.between(began, clock.instant()));
            if (trouble != null) { // In pieces of this size until the chain's end, or until the one that fails.
                troubles.put(
                        partition,
                        new Trouble(clock.instant(), config.retryFirst(), trouble.what(), trouble.links(), 0));
            }
            return true;
        } catch (IOException | LoadRefused | WarehouseFault | RuntimeException fault) {
            return failed(partition, segment, fault);
        }
    }

    /** Counts records, however many lines they list beside their row: what came in is what became of it. */
    private void count(ChainSegment segment, Loaded loaded, Duration took) {
        long records = segment.files().stream()
                .filter(file -> Tables.of(file).filter(Tables::countsRecords).isPresent())
                .mapToLong(Marker.File::rows)
                .sum();
        meters.received(records);
        meters.sent(loaded.rows());
        if (loaded.duplicates() > 0) {
            meters.discarded(LoadDiscard.DUPLICATE, loaded.duplicates());
        }
        long skipped = records - loaded.rows() - loaded.duplicates();
        if (skipped > 0) {
            meters.discarded(LoadDiscard.SKIPPED, skipped);
        }
        meters.duration(LoadStep.LOAD, took);
    }

    Waiting waiting() {
        return waiting;
    }

    /** A partition that does not get on may have more before it than it tries to load. */
    private void countWaiting(ChainSegment segment) {
        Partition partition = new Partition(segment.topic(), segment.partition());
        try {
            long markers = chain.linksFrom(segment.topic(), segment.partition(), segment.start());
            waiting.some(partition, markers, segment.links().get(0).receivedFrom());
        } catch (IOException unread) {
            LOG.warn("How many markers wait for {} cannot be read: {}", partition, unread.getMessage());
        }
    }

    /** Files of a link that another stands for by now are not bad, but gone. */
    private boolean stands(Marker link) {
        try {
            return chain.at(link.topic(), link.partition(), link.start())
                    .filter(link::equals)
                    .isPresent();
        } catch (IOException gone) {
            return false;
        }
    }

    /** True when the partition is to be gone on with at once. */
    private boolean failed(Partition partition, @Nullable ChainSegment segment, Exception fault) {
        WarehouseFault.Kind kind =
                fault instanceof WarehouseFault warehoused ? warehoused.kind() : WarehouseFault.Kind.PASSING;
        boolean conflict = kind == WarehouseFault.Kind.CONFLICT;
        meters.error(segment == null ? LoadStep.WALK : conflict ? LoadStep.CONFLICT : LoadStep.LOAD);
        String what = partition.topic() + "-" + partition.number() + ": " + fault.getMessage();
        int links = segment == null ? config.links() : segment.links().size();
        if (kind == WarehouseFault.Kind.FILES
                && links == 1
                && segment != null
                && stands(segment.links().get(0))) {
            BadFiles.Found found = badFiles.hold(segment.links().get(0));
            if (found.skipped()) {
                return true;
            }
            what = found.held().isEmpty() ? what : partition.topic() + "-" + partition.number() + ": " + found.held();
        }
        if (segment != null) {
            countWaiting(segment);
        }
        Trouble before = troubles.get(partition);
        Duration doubled = before == null ? config.retryFirst() : before.pause().multipliedBy(2);
        Duration pause = doubled.compareTo(config.retryMax()) > 0 ? config.retryMax() : doubled;
        int conflicts = conflict ? (before == null ? 0 : before.conflicts()) + 1 : 0;
        int next =
                conflict ? links : Math.max(1, links / 2); // Half of it each time, down to the link that is at fault.
        troubles.put(partition, new Trouble(clock.instant().plus(pause), pause, what, next, conflicts));
        LOG.warn("Loading stops for {}, again in {}: {}", partition, pause, what);
        return false;
    }
}
