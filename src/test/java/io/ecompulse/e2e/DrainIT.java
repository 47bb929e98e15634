package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process with every role is asked to end while clients send as fast as they get answers. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DrainIT {
    private static final List<String> ALL = List.of("all");
    private static final List<String> LOADER = List.of("loader");
    private static final int NO_LIMIT = 1_000_000;
    private static final int ACKED_BEFORE = 5_000;
    /** What a busy machine may add to the bound of the drain. */
    private static final Duration EXIT_MORE = Duration.ofSeconds(10);

    private final Ledger ledger = new Ledger();

    @TempDir
    private Path folder;

    @Test
    void aSigtermAtFullLoadEndsItWithZero() throws Exception {
        try (Fleet fleet = fleet();
                Crowd crowd = crowd(fleet);
                Progress progress = new Progress(fleet, crowd, ledger)) {
            progress.until("full load", () -> ledger.ackedCount() > ACKED_BEFORE);
            Child process = fleet.process("all").process();

            process.term();

            assertThat(process.awaitExit(Duration.ofSeconds(45)))
                    .as(process.tail())
                    .isZero();
            assertThat(process.said()).doesNotContain("did not finish");
            assertBalanced(fleet, crowd, progress);
        }
    }

    @Test
    void aSecondSigtermEndsTheDrainAtOnceAndCorruptsNothing() throws Exception {
        try (Fleet fleet = fleet();
                Crowd crowd = crowd(fleet);
                Progress progress = new Progress(fleet, crowd, ledger)) {
            progress.until("full load", () -> ledger.ackedCount() > ACKED_BEFORE);
            Child process = fleet.process("all").process();

            fleet.broker().process().pause(); // so that the drain has nobody to hand over to, and is still at it
            process.term();
            Hold.during(Duration.ofMillis(100));
            process.term();

            assertThat(process.awaitExit(EXIT_MORE)).as(process.tail()).isEqualTo(1);
            assertThat(process.said()).contains("ecompulse: a second signal ends the drain");
            fleet.broker().process().resume();
            assertBalanced(fleet, crowd, progress);
        }
    }

    @Test
    void theBoundsEndIsAnExitWithOneThatCorruptsNothing() throws Exception {
        Duration bound = Duration.ofSeconds(2);
        try (Fleet fleet = fleet("shutdown.drain.timeout=1s", "shutdown.timeout=" + bound.toSeconds() + "s");
                Crowd crowd = crowd(fleet);
                Progress progress = new Progress(fleet, crowd, ledger)) {
            progress.until("full load", () -> ledger.ackedCount() > ACKED_BEFORE);
            Child process = fleet.process("all").process();

            fleet.broker().process().pause(); // so that the drain has nobody to hand over to
            process.term();

            assertThat(process.awaitExit(bound.plus(EXIT_MORE)))
                    .as(process.tail())
                    .isEqualTo(1);
            assertThat(process.said()).contains("ecompulse: the drain did not finish within 2 s");
            fleet.broker().process().resume();
            assertBalanced(fleet, crowd, progress);
        }
    }

    private Fleet fleet(String... options) throws Exception {
        Fleet fleet = Fleet.open(folder);
        try {
            List<String> all = new ArrayList<>(List.of(options));
            all.addAll(List.of("edge.http.port=" + fleet.edgePort(), "journal.reader.instance.id=all"));
            fleet.add("all", String.join(",", Fleet.ROLES), all, "");
            fleet.add("loader", "warehouse", List.of(), "");
            fleet.start(ALL);
            return fleet;
        } catch (Exception | Error notStarted) {
            fleet.close();
            throw notStarted;
        }
    }

    private Crowd crowd(Fleet fleet) {
        return Crowd.send(1, fleet.edgePort(), NO_LIMIT, ledger);
    }

    /** The next life takes what clients send again, and then every book says the same. */
    private void assertBalanced(Fleet fleet, Crowd crowd, Progress progress) throws Exception {
        fleet.start(ALL);
        progress.awaitRecovery(System.nanoTime());
        crowd.goHome();
        Audit audit = new Audit(fleet, ledger);
        audit.awaitQuiet(progress);
        fleet.process("all").process().kill9(); // its bound may be too short for an orderly end
        loadWhatIsMissing(fleet, progress);
        System.out.println("DrainIT: " + audit.balance());
    }

    /**
     * DuckDB shows a commit that ends in a checkpoint to other connections before the disk has it, so a killed process may have
     * told of a load that is gone, rows and watermark alike. The next life of the warehouse loads it again, once.
     */
    private static void loadWhatIsMissing(Fleet fleet, Progress progress) throws Exception {
        fleet.start(LOADER);
        QueryApi warehouse = new QueryApi(fleet.process("loader").management(), Fleet.READ_TOKEN);
        progress.until("the whole journal loaded again", () -> warehouse.loaded() == progress.journalEnd());
        fleet.stop(LOADER);
    }
}
