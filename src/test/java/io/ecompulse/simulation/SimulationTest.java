package io.ecompulse.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.ecompulse.simulation.History.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Thousands of random histories, each from a seed. A history that breaks a promise is told once more in words, with its seed.
 *
 * <pre>
 * mvn -q test -Dtest=SimulationTest -Dsimulation.histories=200000    many more
 * mvn -q test -Dtest=SimulationTest -Dsimulation.seed=4711 -Dsimulation.histories=1    the same one again
 * </pre>
 *
 * <p>{@code simulation.steps} is how many random steps a history takes before it heals.
 */
final class SimulationTest {
    private static final long SEED = Long.getLong("simulation.seed", 1);
    private static final int HISTORIES = Integer.getInteger("simulation.histories", 2_000);
    private static final int STEPS = Integer.getInteger("simulation.steps", 250);
    /** One history in so many writes real Parquet files. */
    private static final int PARQUET_ONE_IN = 250;

    private static final List<String> LOUD = List.of("journal", "lake", "aggregate", "warehouse");

    @TempDir
    Path temp;

    @BeforeAll
    static void faultsAreNoNews() {
        LOUD.forEach(name -> logger(name).setLevel(Level.OFF));
    }

    @AfterAll
    static void faultsAreNewsAgain() {
        LOUD.forEach(name -> logger(name).setLevel(null));
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger("io.ecompulse." + name);
    }

    @Test
    @Timeout(value = 24 * 3600)
    void noHistoryLosesOrDoublesAnything() {
        long records = 0;
        for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
            Outcome outcome = history(seed, false).run(STEPS);
            records += outcome.records();
            if (outcome.violation() != null) {
                throw new AssertionError(told(seed, seed - SEED + 1));
            }
        }
        System.out.printf("%d histories from seed %d, %d records%n", HISTORIES, SEED, records);
        assertThat(records).isPositive();
    }

    @Test
    void aSeedAlwaysTellsTheSameHistory() {
        for (long seed = SEED; seed < SEED + 20; seed++) {
            Outcome first = history(seed, true).run(STEPS);
            Outcome again = history(seed, true).run(STEPS);

            assertThat(again.told()).isEqualTo(first.told());
            assertThat(again.digest()).isEqualTo(first.digest());
        }
    }

    private History history(long seed, boolean tracing) {
        return new History(seed, temp, seed % PARQUET_ONE_IN == 0, tracing);
    }

    private String told(long seed, long number) {
        Outcome again = history(seed, true).run(STEPS);
        List<String> lines = new ArrayList<>(again.told());
        lines.removeIf(line -> line.endsWith("ms "));
        return "history " + number + ", -Dsimulation.seed=" + seed + ": " + again.violation() + "\n"
                + String.join("\n", lines);
    }
}
