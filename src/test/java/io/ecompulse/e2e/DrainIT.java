package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with every role is asked to end while clients send as fast as they get answers, in every way that it can; the books
 * of all these lives together then balance.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DrainIT {
    private static final List<String> ALL = List.of("all");
    private static final int NO_LIMIT = 1_000_000;
    private static final int ACKED_BEFORE = 5_000;
    /** What a busy machine may add to the bound of the drain. */
    private static final Duration EXIT_MORE = Duration.ofSeconds(10);

    private static final Duration BOUND = Duration.ofSeconds(2);

    private final Ledger ledger = new Ledger();

    private Fleet fleet;
    private Crowd crowd;
    private Progress progress;

    @BeforeAll
    void sendAsFastAsThereAreAnswers(@TempDir Path folder) throws Exception {
        fleet = Fleet.open(folder);
        fleet.add("all", String.join(",", Fleet.ROLES), ofAll(), "");
        List<String> bounded = new ArrayList<>(ofAll());
        bounded.addAll(List.of("shutdown.drain.timeout=1s", "shutdown.timeout=" + BOUND.toSeconds() + "s"));
        fleet.add("bounded", String.join(",", Fleet.ROLES), bounded, "");
        crowd = Crowd.send(1, fleet.edgePort(), NO_LIMIT, ledger);
        progress = new Progress(fleet, crowd, ledger);
    }

    /** One after the other on one port and one group's partitions: each takes over what the last one left. */
    private List<String> ofAll() {
        return List.of("edge.http.port=" + fleet.edgePort(), "journal.reader.instance.id=all");
    }

    /** The next life takes what clients send again, and then every book says the same, whatever the ends before it were. */
    @AfterAll
    void balance() throws Exception {
        try (Fleet ran = fleet;
                Crowd sent = crowd;
                Progress seen = progress) {
            ran.start(ALL);
            seen.awaitRecovery(System.nanoTime());
            sent.goHome();
            Audit audit = new Audit(ran, ledger);
            audit.awaitQuiet(seen);
            ran.stop(ALL);
            System.out.println("DrainIT: " + audit.balance());
        }
    }

    @Test
    void aSigtermAtFullLoadEndsItWithZero() throws Exception {
        Child process = startedAndAtFullLoad("all");

        process.term();

        assertThat(process.awaitExit(Duration.ofSeconds(45))).as(process.tail()).isZero();
        assertThat(process.said()).doesNotContain("did not finish");
    }

    @Test
    void aSecondSigtermEndsTheDrainAtOnce() throws Exception {
        Child process = startedAndAtFullLoad("all");

        fleet.broker().process().pause(); // so that the drain has nobody to hand over to, and is still at it
        try {
            process.term();
            Hold.during(Duration.ofMillis(100));
            process.term();

            assertThat(process.awaitExit(EXIT_MORE)).as(process.tail()).isEqualTo(1);
            assertThat(process.said()).contains("ecompulse: a second signal ends the drain");
        } finally {
            fleet.broker().process().resume();
        }
    }

    @Test
    void theBoundsEndIsAnExitWithOne() throws Exception {
        Child process = startedAndAtFullLoad("bounded");

        fleet.broker().process().pause(); // so that the drain has nobody to hand over to
        try {
            process.term();

            assertThat(process.awaitExit(BOUND.plus(EXIT_MORE)))
                    .as(process.tail())
                    .isEqualTo(1);
            assertThat(process.said()).contains("ecompulse: the drain did not finish within 2 s");
        } finally {
            fleet.broker().process().resume();
        }
    }

    private Child startedAndAtFullLoad(String name) throws Exception {
        fleet.start(List.of(name));
        int before = ledger.ackedCount();
        progress.until("full load", () -> ledger.ackedCount() > before + ACKED_BEFORE);
        return fleet.process(name).process();
    }
}
