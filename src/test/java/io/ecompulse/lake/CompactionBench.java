package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.track;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A lake, an hour that is just old enough, and the job with what it told. */
final class CompactionBench {
    static final Duration AFTER = Duration.ofHours(2);
    static final Instant LATER = NOON.plus(Duration.ofHours(1)).plus(AFTER);

    final ManualClock clock = new ManualClock(LATER);
    final List<String> told = new ArrayList<>();
    final LakeFixture lake;
    private final Path temp;

    CompactionBench(Path temp) throws IOException {
        this.temp = temp;
        this.lake = new LakeFixture(temp);
    }

    List<Marker> fourLinks() {
        return fourLinks(0);
    }

    /** Likewise, from a position on. */
    List<Marker> fourLinks(int from) {
        return Stream.of("a", "b", "c", "d")
                .map(id -> lake.commit(0, track(from + id.charAt(0) - 'a', id)))
                .toList();
    }

    List<Marker> walked() throws IOException {
        List<Marker> links = new ArrayList<>();
        new CommittedFiles(lake.store()).walk(link -> {
            if (link.topic().equals(TOPIC) && link.partition() == 0) {
                links.add(link);
            }
        });
        return links;
    }

    Compaction.Done compact() throws IOException {
        return compact(everything());
    }

    Compaction.Done compact(CompactLimits limits) throws IOException {
        return compaction(lake.store(), config(Long.MAX_VALUE), limits).run(scratch(), progress());
    }

    Path scratch() throws IOException {
        return Files.createDirectories(temp.resolve("scratch"));
    }

    static CompactLimits everything() {
        return CompactLimits.withoutWarehouse();
    }

    static CompactConfig config(long bytes) {
        return new CompactConfig(AFTER, bytes, 1024 * 1024, Duration.ofMinutes(15));
    }

    Compaction compaction(LakeStore store, CompactConfig config, CompactLimits limits) {
        return new Compaction(store, LakeFixture.config(temp), config, limits, clock);
    }

    Compaction.Progress progress() {
        return new Compaction.Progress() {
            @Override
            public void compacted(Compaction.Told run) {
                told.add(run.place() + " links=" + run.links() + " files=" + run.filesBefore() + "->" + run.filesAfter()
                        + " rows=" + run.rows());
            }

            @Override
            public void left(String place, String why) {
                told.add("left " + place + " " + why);
            }
        };
    }
}
