package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.Settings;
import io.ecompulse.lake.CommittedFiles;
import io.ecompulse.lake.CompactConfig;
import io.ecompulse.lake.Compaction;
import io.ecompulse.lake.LakeConfig;
import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.lake.Marker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what a warehouse has behind it is compacted. */
final class LoadedLimitsTest {
    @TempDir
    Path temp;

    private LakeFixture lake;
    private DuckDbWarehouse warehouse;

    @BeforeEach
    void open() throws Exception {
        lake = new LakeFixture(temp);
        warehouse = DuckDbWarehouse.open(DuckDbWarehouseTest.config(temp), lake.store(), new ManualClock(NOON));
        warehouse.prepare();
    }

    @AfterEach
    void close() throws Exception {
        warehouse.close();
    }

    @Test
    void theJobTakesWhatIsLoadedAndLeavesWhatIsHeld() throws Exception {
        Marker one = lake.commit(0, track(0, "a"));
        Marker two = lake.commit(0, track(1, "b"));
        Marker three = lake.commit(0, track(2, "c"));
        Marker four = lake.commit(0, track(3, "d"));
        Marker five = lake.commit(0, track(4, "e"));
        assertThat(compact().runs()).isZero();
        warehouse.hold(List.of(HeldFile.of(two, two.files().get(0), "bad", true)));
        warehouse.load(new ChainSegment(List.of(one, two, three), true));
        assertThat(compact().runs()).isZero();

        warehouse.load(new ChainSegment(List.of(four, five), false));
        assertThat(compact().runs()).isOne();

        List<Marker> links = new ArrayList<>();
        new CommittedFiles(lake.store()).walk(links::add);
        assertThat(links).hasSize(3).startsWith(one, two);
        assertThat(links.get(2).start()).isEqualTo(three.start());
        assertThat(links.get(2).end()).isEqualTo(five.end());
    }

    private Compaction.Done compact() throws Exception {
        Settings settings = new Settings(Map.of("lake.compact.after", "1h"), Map.of(), Map.of());
        Compaction job = new Compaction(
                lake.store(),
                LakeConfig.from(settings),
                CompactConfig.from(settings),
                LoadedLimits.of(warehouse),
                InstantSource.fixed(NOON.plus(Duration.ofHours(2))));
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
