package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FootprintsTest {
    @Test
    void aLeakShowsAndWarmingUpDoesNot() {
        Footprints leaking = new Footprints();
        Footprints warm = new Footprints();
        for (int i = 0; i < 90; i++) {
            leaking.add(new Footprint(1_000L * i, 50 + i, 20));
            warm.add(new Footprint(1_000L * Math.min(i, 25), 50, i < 10 ? 5 : 20));
        }

        assertThat(leaking.growth(Footprint::residentBytes)).isEqualTo(30_000);
        assertThat(leaking.growth(Footprint::files)).isEqualTo(30);
        assertThat(warm.growth(Footprint::residentBytes)).isZero();
        assertThat(warm.growth(Footprint::threads)).isZero();
        assertThat(warm.after(Footprint::threads)).isEqualTo(20);
    }

    @Test
    void thisProcessHasMemoryFilesAndThreads() throws IOException {
        Footprint own = Footprint.of(ProcessHandle.current().pid());

        assertThat(own.residentBytes()).isGreaterThan(10L << 20);
        assertThat(own.files()).isPositive();
        assertThat(own.threads()).isPositive();
    }
}
