package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.lake.ReadableChain;
import io.ecompulse.lake.TestEvents;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a loader tells of its work. */
final class LoaderMetersTest {
    private static final Duration MAX = Duration.ofSeconds(3);

    @TempDir
    Path temp;

    private final ManualClock clock = new ManualClock(NOON);
    private final MemoryWarehouse warehouse = new MemoryWarehouse();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private LakeFixture lake;

    @BeforeEach
    void makeLake() throws IOException {
        lake = new LakeFixture(temp);
    }

    @Test
    void tellsWhatWaitsAndForHowLongUntilItIsLoaded() {
        for (int offset = 0; offset < 3; offset++) {
            lake.commit(0, track(offset, "e" + offset));
        }
        lake.commit(1, track(0, "f"));
        warehouse.poisoned.add(0L);
        Loader loader = loader(1);

        passes(loader, 2);
        clock.advance(MAX);

        assertThat(loader.waiting().markers()).as("of partition 0 alone").isEqualTo(3);
        assertThat(loader.waiting().seconds(clock.instant())).isEqualTo((double) MAX.toSeconds());

        warehouse.poisoned.clear();
        passes(loader, 5);

        assertThat(loader.waiting().markers()).isZero();
        assertThat(loader.waiting().seconds(clock.instant())).isZero();
    }

    @Test
    void countsRecordsNotTheLinesBesideThem() {
        String order = "{\"type\":\"track\",\"event\":\"Order"
                + " Completed\",\"messageId\":\"a\",\"properties\":{\"products\":[{},{}]}}";
        lake.commit(0, TestEvents.event(0, order), track(1, "b"));

        loader(10).pass();

        assertThat(registry.get("ecompulse.received.events").counter().count()).isEqualTo(2);
    }

    private static void passes(Loader loader, int count) {
        for (int i = 0; i < count; i++) {
            loader.pass();
        }
    }

    private Loader loader(int links) {
        WarehouseConfig.Load config = new WarehouseConfig.Load(
                MAX, links, 100, Duration.ofSeconds(1), MAX, 3, WarehouseConfig.BadFile.STOP, 1);
        StageMeters meters = new StageMeters(registry, Stage.WAREHOUSE);
        return new Loader(new ReadableChain(lake.store()), warehouse, config, meters, clock);
    }
}
