package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on S3: files are fetched to be copied, stored once, and removed when nobody reads them. */
final class S3CompactionIT {
    private final ManualClock clock = new ManualClock(NOON.plus(Duration.ofHours(4)));

    @TempDir
    Path temp;

    @Test
    void anHourOnS3BecomesOneFileAndASecondJobFindsNothing() throws Exception {
        S3Server server = S3Server.start();
        try {
            LakeFixture lake = new LakeFixture(temp, S3Server.place(server.port(), "compact"));
            lake.commit(0, track(0, "a"), track(1, "b"));
            lake.commit(0, track(2, "c"));
            lake.commit(0, track(3, "ü"));
            Map<String, List<String>> rows = LakeRows.of(lake.store(), temp);

            assertThat(compact(lake)).isEqualTo(new Compaction.Done(1, 3, 1, 4, 0));
            assertThat(LakeRows.of(lake.store(), temp)).isEqualTo(rows);
            DeadFiles dead =
                    new DeadFiles(lake.store(), "2026-11-24", clock.instant().plusMillis(1));
            for (DeadFiles.Replaced replaced : dead.find().replaced()) {
                dead.delete(replaced);
            }

            assertThat(lake.store().list("events/", "events/"))
                    .singleElement()
                    .asString()
                    .contains("/compact-0-");
            assertThat(LakeRows.of(lake.store(), temp)).isEqualTo(rows);
            assertThat(LakeRows.findings(lake.store(), temp)).isEmpty();
            assertThat(compact(lake).runs()).isZero();
        } finally {
            server.close();
        }
    }

    private Compaction.Done compact(LakeFixture lake) throws Exception {
        CompactConfig config =
                new CompactConfig(Duration.ofHours(2), Long.MAX_VALUE, 1024 * 1024, Duration.ofMinutes(15));
        Compaction job =
                new Compaction(lake.store(), LakeFixture.config(temp), config, CompactLimits.withoutWarehouse(), clock);
        return job.run(Files.createDirectories(temp.resolve("scratch")), new Compaction.Progress() {
            @Override
            public void compacted(Compaction.Told run) {}

            @Override
            public void left(String place, String why) {
                throw new IllegalStateException(place + " " + why);
            }
        });
    }
}
