package io.ecompulse.warehouse;

import io.ecompulse.lake.CommitChain.Partition;
import io.ecompulse.lake.CompactedRun;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.ReadableChain;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares what the chains list with what a warehouse wrote down as loaded. Changes nothing, blocks. */
public final class Reconciliation {
    private final ReadableChain chain;
    private final Warehouse warehouse;
    private final Duration grace;
    private final InstantSource clock;

    /** @param grace how long a committed file may wait for its load before that is a difference */
    Reconciliation(ReadableChain chain, Warehouse warehouse, Duration grace, InstantSource clock) {
        this.chain = chain;
        this.warehouse = warehouse;
        this.grace = grace;
        this.clock = clock;
    }

    /** Where chain and history do not agree. */
    public enum Kind {
        /** Stands below the watermark, and no load wrote it down. */
        NEVER_LOADED,
        /** Waits for its load for longer than it may. */
        OVERDUE,
        /** Bytes, rows or version are not those of its marker. */
        DIFFERENT,
        /** Written down by more than one load. */
        TWICE,
        /** Loaded, but no marker lists it. */
        NOT_IN_CHAIN,
        /** The watermark is where no link starts or ends. */
        MISPLACED
    }

    /** @param path the file; empty where it is the partition as a whole */
    public record Difference(Kind kind, String topic, int partition, String path, String what) {}

    /**
     * A partition at this moment.
     *
     * @param watermark null when nothing of it is loaded
     * @param waitingSince when the oldest event was received that is committed and not loaded; null when none is
     */
    public record Side(
            String topic,
            int partition,
            long chainEnd,
            @Nullable Long watermark,
            long loaded,
            long skipped,
            long waiting,
            long waitingRows,
            @Nullable Instant waitingSince) {}

    /** Both sides, and what is wrong. */
    public record Report(List<Side> sides, List<Difference> differences) {}

    /** Opens the warehouse that the settings name, compares, and closes it; an embedded one must be open nowhere else. */
    public static Report of(WarehouseConfig config, LakeStore lake, Duration grace, InstantSource clock)
            throws IOException, WarehouseFault {
        Warehouse warehouse = Warehouses.open(config, lake, clock);
        try {
            warehouse.prepare();
            return new Reconciliation(new ReadableChain(lake), warehouse, grace, clock).run();
        } finally {
            warehouse.close();
        }
    }

    /** Reads watermarks, then histories, then chains: what is loaded or committed meanwhile is no difference. */
    Report run() throws IOException, WarehouseFault {
        Map<Partition, Long> watermarks = new HashMap<>();
        for (Watermark mark : warehouse.watermarks()) {
            watermarks.put(new Partition(mark.topic(), mark.partition()), mark.position());
        }
        Set<String> skipped = warehouse.held().stream()
                .filter(HeldFile::skipped)
                .map(held -> held.file().path())
                .collect(Collectors.toSet());
        Set<Partition> partitions =
                new TreeSet<>(Comparator.comparing(Partition::topic).thenComparing(Partition::number));
        partitions.addAll(watermarks.keySet());
        partitions.addAll(chain.partitions());
        List<Side> sides = new ArrayList<>();
        List<Difference> differences = new ArrayList<>();
        for (Partition partition : partitions) {
            sides.add(new Walk(partition, watermarks.get(partition), skipped, differences).run());
        }
        return new Report(sides, differences);
    }

    /** Along one chain. */
    private final class Walk {
        private final Partition partition;
        private final @Nullable Long watermark;
        private final Set<String> skippedPaths;
        private final List<Difference> differences;
        private final Map<String, LoadedFile> unseen = new LinkedHashMap<>();
        private long loaded;
        private long skipped;
        private long waiting;
        private long waitingRows;
        private @Nullable Instant waitingSince;
        /** The end of a run whose own links are walked, since they were loaded. */
        private long ownUntil;

        Walk(Partition partition, @Nullable Long watermark, Set<String> skippedPaths, List<Difference> differences) {
            this.partition = partition;
            this.watermark = watermark;
            this.skippedPaths = skippedPaths;
            this.differences = differences;
        }

        Side run() throws IOException, WarehouseFault {
            for (LoadedFile file : warehouse.history(partition.topic(), partition.number())) {
                if (unseen.putIfAbsent(file.file().path(), file) != null) {
                    found(Kind.TWICE, file.file().path(), "is written down twice");
                }
            }
            OptionalLong begin = chain.begin(partition.topic(), partition.number());
            long at = begin.orElse(0);
            boolean met = watermark == null || watermark == at;
            Optional<Marker> link = begin.isEmpty() ? Optional.empty() : at(at);
            while (link.isPresent()) {
                link(link.get());
                at = link.get().end();
                met |= watermark != null && watermark == at;
                link = at(at);
            }
            if (!met) {
                found(Kind.MISPLACED, "", "the watermark " + watermark + " is no link's; the chain ends at " + at);
            }
            unseen.keySet().forEach(path -> found(Kind.NOT_IN_CHAIN, path, "is loaded, but no marker lists it"));
            return new Side(
                    partition.topic(),
                    partition.number(),
                    at,
                    watermark,
                    loaded,
                    skipped,
                    waiting,
                    waitingRows,
                    waitingSince);
        }

        /** Where a run is compacted: what stands for it, if that is what was loaded, or will be; else its own links. */
        private Optional<Marker> at(long position) throws IOException {
            Optional<Marker> link = chain.committed(partition.topic(), partition.number(), position);
            if (link.isEmpty() || isInsideRun(position)) {
                return link;
            }
            Optional<CompactedRun> run = chain.run(partition.topic(), partition.number(), position);
            if (run.isEmpty()) {
                return link;
            }
            Marker standing = run.get().link();
            boolean waits = watermark == null || standing.start() >= watermark;
            if (waits || standing.files().stream().map(Marker.File::path).anyMatch(this::wasRead)) {
                return Optional.of(standing);
            }
            ownUntil = standing.end();
            return link;
        }

        /** A file that was skipped is in no history. */
        private boolean wasRead(String path) {
            return unseen.containsKey(path) || skippedPaths.contains(path);
        }

        private boolean isInsideRun(long position) {
            return position < ownUntil;
        }

        private void link(Marker link) {
            for (Marker.File file : link.files()) {
                LoadedFile known = unseen.remove(file.path());
                if (known != null) {
                    loaded++;
                    compare(file, known.file());
                } else if (skippedPaths.contains(file.path())) {
                    skipped++;
                } else if (watermark != null && link.start() < watermark) {
                    found(
                            Kind.NEVER_LOADED,
                            file.path(),
                            "stands below the watermark " + watermark + ", and no load wrote it down");
                } else {
                    waits(link, file);
                }
            }
        }

        private void compare(Marker.File listed, Marker.File known) {
            if (!listed.equals(known)) {
                found(Kind.DIFFERENT, listed.path(), "is listed as " + told(listed) + " and loaded as " + told(known));
            }
        }

        private void waits(Marker link, Marker.File file) {
            waiting++;
            waitingRows += file.rows();
            Instant received = link.receivedFrom();
            if (waitingSince == null) {
                waitingSince = received;
            }
            Instant last = link.receivedTo();
            if (last != null && last.isBefore(clock.instant().minus(grace))) {
                found(Kind.OVERDUE, file.path(), "was received up to " + last + " and is not loaded");
            }
        }

        private void found(Kind kind, String path, String what) {
            differences.add(new Difference(kind, partition.topic(), partition.number(), path, what));
        }
    }

    private static String told(Marker.File file) {
        return file.table() + " version " + file.version() + ", " + file.bytes() + " bytes, " + file.rows() + " rows";
    }
}
