package io.ecompulse.lake;

import io.ecompulse.lake.CommitChain.Partition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Walks a chain for runs of links that are to be compacted: of one hour that is over, of one version of each table, loaded
 * already, and of no more bytes than one file shall have. What is compacted is left as it is.
 */
final class RunSearch {
    private static final Duration HOUR = Duration.ofHours(1);

    private final ReadableChain chain;
    private final CompactLimits limits;
    private final long bytesMax;
    private final Instant hoursBefore;

    /** @param now by which an hour is old enough or not */
    RunSearch(ReadableChain chain, CompactConfig config, CompactLimits limits, Instant now) {
        this.chain = chain;
        this.limits = limits;
        this.bytesMax = config.bytes();
        this.hoursBefore = now.minus(config.after()).minus(HOUR);
    }

    /** Whoever is shown a run, before the walk goes on. */
    @FunctionalInterface
    interface Visitor {
        void run(LinkRun run) throws IOException;
    }

    void walk(Partition partition, Visitor visitor) throws IOException {
        OptionalLong below = limits.below(partition);
        OptionalLong begin = chain.begin(partition.topic(), partition.number());
        if (below.isEmpty() || begin.isEmpty()) {
            return;
        }
        Open open = new Open(visitor);
        long at = begin.getAsLong();
        while (at < below.getAsLong()) {
            Optional<CompactedRun> run = chain.run(partition.topic(), partition.number(), at);
            if (run.isPresent()) {
                open.close();
                at = run.get().link().end();
                continue;
            }
            Optional<Marker> link = chain.committed(partition.topic(), partition.number(), at);
            if (link.isEmpty() || link.get().end() > below.getAsLong()) {
                break; // I5: what is not loaded yet is loaded as it was committed.
            }
            open.take(link.get());
            at = link.get().end();
        }
        open.close();
    }

    /** The run that is being gathered. */
    private final class Open {
        private final Visitor visitor;
        private final List<Marker> links = new ArrayList<>();
        private @Nullable Instant hour;

        Open(Visitor visitor) {
            this.visitor = visitor;
        }

        void take(Marker link) throws IOException {
            if (link.files().isEmpty()) {
                if (!links.isEmpty()) { // Belongs to any hour; in front of a run it is no gain.
                    links.add(link);
                }
                return;
            }
            Instant its = LinkRun.hour(link);
            boolean isOver = its != null && !its.isAfter(hoursBefore);
            if (its == null || !isOver || !link.files().stream().allMatch(this::isKnown)) {
                close();
                return;
            }
            if (!its.equals(hour) || !fits(link)) {
                close();
            }
            hour = its;
            links.add(link);
        }

        private boolean isKnown(Marker.File file) {
            return Tables.of(file).isPresent() && !limits.held().contains(file.path());
        }

        private boolean fits(Marker link) {
            LinkRun so = new LinkRun(links);
            return link.files().stream().allMatch(file -> fits(file, so.files(file.table())));
        }

        private boolean fits(Marker.File file, List<Marker.File> others) {
            long bytes = others.stream().mapToLong(Marker.File::bytes).sum();
            return others.stream().allMatch(other -> other.version() == file.version())
                    && bytes + file.bytes() <= bytesMax;
        }

        void close() throws IOException {
            while (!links.isEmpty() && links.get(links.size() - 1).files().isEmpty()) {
                links.remove(links.size() - 1);
            }
            LinkRun run = new LinkRun(links);
            links.clear();
            hour = null;
            if (run.isWorthIt()) {
                visitor.run(run);
            }
        }
    }
}
