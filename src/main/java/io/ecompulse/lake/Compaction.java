package io.ecompulse.lake;

import io.ecompulse.lake.CommitChain.Partition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/**
 * The job that makes few large files of an hour's many small ones. For each run of links: files written, proven and stored,
 * then the run created if absent, which is the commit: whenever the job is cut, readers see the small files or the large ones.
 * What was stored before a cut is an orphan. Small files stay until {@link DeadFiles} removes them. Blocks.
 */
public final class Compaction {
    /** Orphans are removed a day after the moment in their names at the earliest: long before, their run must stand. */
    private static final Duration MAKING_MAX = Duration.ofHours(12);

    private final LakeStore store;
    private final LakeConfig lake;
    private final CompactConfig config;
    private final CompactLimits limits;
    private final InstantSource clock;
    private final ReadableChain chain;
    private final CompactedRuns runs;

    public Compaction(
            LakeStore store, LakeConfig lake, CompactConfig config, CompactLimits limits, InstantSource clock) {
        this.store = store;
        this.lake = lake.withRowGroups(config.rowGroupBytes());
        this.config = config;
        this.limits = limits;
        this.clock = clock;
        this.chain = new ReadableChain(store);
        this.runs = new CompactedRuns(store);
    }

    /** What became of a run, or, of a dry run, what would. */
    public record Told(String place, int links, long filesBefore, long filesAfter, long rows, long bytes) {}

    /** Whoever is told of every run. */
    public interface Progress {
        void compacted(Told run);

        /** A run that stays as it is, and why. */
        void left(String place, String why);
    }

    /** @param left runs that could not be compacted */
    public record Done(long runs, long filesBefore, long filesAfter, long rows, long left) {
        private static final Done NOTHING = new Done(0, 0, 0, 0, 0);

        private Done plus(Told run) {
            return new Done(
                    runs + 1, filesBefore + run.filesBefore(), filesAfter + run.filesAfter(), rows + run.rows(), left);
        }

        private Done plusLeft() {
            return new Done(runs, filesBefore, filesAfter, rows, left + 1);
        }
    }

    /** What would be done. */
    public Done plan(Progress progress) throws IOException {
        return new Pass(progress) {
            @Override
            void take(LinkRun run) {
                long bytes = run.files().mapToLong(Marker.File::bytes).sum();
                compacted(run, run.tables().size(), bytes);
            }
        }.walk();
    }

    /**
     * Compacts what there is to compact; a second time it finds nothing.
     *
     * @param scratch a folder that holds nothing else
     * @throws IOException when another such job has the lake, or a chain cannot be read; what was done until then stays
     */
    public Done run(Path scratch, Progress progress) throws IOException {
        String owner = UUID.randomUUID().toString();
        try (JobLease lease = JobLease.take(store, "compact", owner, config.lease(), clock)) {
            return new Pass(progress) {
                @Override
                void take(LinkRun run) throws IOException {
                    try {
                        CompactedRun made = compact(run, scratch, lease);
                        compacted(run, made.link().files().size(), made.link().bytes());
                    } catch (JobLease.Taken another) {
                        throw another;
                    } catch (IOException | RuntimeException fault) {
                        left(run, String.valueOf(fault.getMessage()));
                    }
                }
            }.walk();
        }
    }

    private CompactedRun compact(LinkRun run, Path scratch, JobLease lease) throws IOException {
        lease.renew();
        Instant began = clock.instant();
        String writer =
                began.toEpochMilli() + "-" + UUID.randomUUID().toString().substring(0, 8);
        try (RunFiles files = new RunFiles(store, scratch, run, writer)) {
            files.write(lake);
            CompactedRun made = run.compacted(files.store(), writer, clock.instant());
            lease.renew();
            if (Duration.between(began, clock.instant()).compareTo(MAKING_MAX) > 0) {
                throw new IOException("making its files took so long that they may be gone as orphans");
            }
            // I4: from here on one link stands for the run. Its own links' files stay, for whoever reads them now.
            if (!runs.create(made)) {
                throw new JobLease.Taken("another such job compacted " + run + ", or a part of it");
            }
            return made;
        }
    }

    /** One walk along all chains. */
    private abstract class Pass {
        private final Progress progress;
        private Done done = Done.NOTHING;

        Pass(Progress progress) {
            this.progress = progress;
        }

        abstract void take(LinkRun run) throws IOException;

        Done walk() throws IOException {
            RunSearch search = new RunSearch(chain, config, limits, clock.instant());
            for (Partition partition : chain.partitions()) {
                search.walk(partition, this::take);
            }
            return done;
        }

        final void compacted(LinkRun run, long filesAfter, long bytes) {
            long rows = run.files().mapToLong(Marker.File::rows).sum();
            Told told = new Told(run.toString(), run.links().size(), run.files().count(), filesAfter, rows, bytes);
            done = done.plus(told);
            progress.compacted(told);
        }

        final void left(LinkRun run, String why) {
            done = done.plusLeft();
            progress.left(run.toString(), why);
        }
    }
}
