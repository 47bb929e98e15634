package io.ecompulse.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.telemetry.Health.Finding;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final Health health = new Health();

    @Test
    void withoutChecksAllIsWell() {
        assertThat(health.isReady()).isTrue();
        assertThat(health.findings()).isEmpty();
    }

    @Test
    void onlyACriticalProblemStopsTraffic() {
        health.register("lake", false, () -> "the store is slow");
        assertThat(health.isReady()).isTrue();

        health.register("journal", true, () -> "no broker answers");

        assertThat(health.isReady()).isFalse();
        assertThat(health.findings())
                .containsExactly(
                        Map.entry("journal", new Finding(true, "no broker answers")),
                        Map.entry("lake", new Finding(false, "the store is slow")));
    }

    @Test
    void aCheckIsAskedAgainEveryTime() {
        String[] problem = {"starting"};
        health.register("edge", true, () -> problem[0]);
        assertThat(health.isReady()).isFalse();

        problem[0] = null;

        assertThat(health.isReady()).isTrue();
        assertThat(health.findings()).containsEntry("edge", new Finding(true, null));
    }

    @Test
    void aSecondCheckOfTheSameNameReplacesTheFirst() {
        health.register("edge", true, () -> "starting");
        health.register("edge", true, () -> null);

        assertThat(health.isReady()).isTrue();
    }

    @Test
    void aCheckThatFailsItselfIsAProblemAndHidesNoOther() {
        health.register("a", true, () -> {
            throw new IllegalStateException("secret");
        });
        health.register("b", true, () -> "down");

        assertThat(health.isReady()).isFalse();
        assertThat(health.findings())
                .containsEntry("a", new Finding(true, "the check itself failed: IllegalStateException"))
                .containsEntry("b", new Finding(true, "down"));
    }
}
