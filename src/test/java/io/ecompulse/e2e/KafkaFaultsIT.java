package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only a Kafka of several brokers, or one at the end of a bad line, can do to us. There is no spool here. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class KafkaFaultsIT {
    private static final List<String> ALL = List.of("all");
    private static final int EVENTS_PER_SECOND = 300;
    private static final int ACKED_AGAIN = 200;
    /** Enough for every client to have been refused several times. */
    private static final int REFUSED = 30;

    private static final String AWAY = "journal_unavailable";

    private final Ledger ledger = new Ledger();

    @TempDir
    private Path folder;

    @Test
    void acksGoOnWithoutOneOfThreeBrokersAndStopWithoutTwo() throws Exception {
        KafkaCluster kafka = KafkaCluster.start(folder, 3);
        try (Fleet fleet = fleet(kafka);
                Crowd crowd = Crowd.send(1, fleet.edgePort(), EVENTS_PER_SECOND, ledger);
                Progress progress = new Progress(fleet, crowd, ledger)) {
            acksCome(progress);

            kafka.kill(0);
            acksCome(progress);

            kafka.kill(1);
            refusalsCome(progress);
            int acked = ledger.ackedCount();
            refusalsCome(progress);
            assertThat(ledger.ackedCount())
                    .as("acks with one replica of three, where min.insync.replicas is 2")
                    .isEqualTo(acked);

            kafka.restart(0);
            kafka.restart(1);
            kafka.awaitReady();
            assertBalanced(fleet, crowd, progress);
        }
    }

    @Test
    void aBadLineToKafkaCostsAcksAndNoEvents() throws Exception {
        int port = Ports.free();
        int seenAt = Ports.free();
        try (Wire wire = Wire.to(port, seenAt);
                Fleet fleet = fleet(KafkaCluster.behind(folder, port, seenAt));
                Crowd crowd = Crowd.send(2, fleet.edgePort(), EVENTS_PER_SECOND, ledger);
                Progress progress = new Progress(fleet, crowd, ledger)) {
            acksCome(progress);

            wire.slow(Duration.ofMillis(150));
            acksCome(progress);
            wire.heal();
            wire.cut();
            acksCome(progress);

            wire.narrow(500); // less than what clients send, so that appends wait ever longer
            refusalsCome(progress);
            wire.heal();
            acksCome(progress);

            wire.die();
            refusalsCome(progress);
            wire.heal();
            wire.cut();
            assertBalanced(fleet, crowd, progress);
        }
    }

    private Fleet fleet(Kafka kafka) throws Exception {
        Fleet fleet = Fleet.openOn(kafka, folder);
        try {
            List<String> options = List.of("edge.http.port=" + fleet.edgePort(), "journal.breaker.cooldown=1s");
            fleet.add("all", String.join(",", Fleet.ROLES), options, "");
            fleet.start(ALL);
            return fleet;
        } catch (Exception | Error notStarted) {
            fleet.close();
            throw notStarted;
        }
    }

    private void acksCome(Progress progress) {
        int before = ledger.ackedCount();
        progress.until("acks", () -> ledger.ackedCount() >= before + ACKED_AGAIN);
    }

    private void refusalsCome(Progress progress) {
        int before = ledger.refusals(AWAY);
        progress.until("refusals", () -> ledger.refusals(AWAY) >= before + REFUSED);
    }

    private void assertBalanced(Fleet fleet, Crowd crowd, Progress progress) throws Exception {
        progress.awaitRecovery(System.nanoTime());
        crowd.goHome();
        Audit audit = new Audit(fleet, ledger);
        audit.awaitQuiet(progress);
        fleet.stop(ALL);
        System.out.println("KafkaFaultsIT: " + audit.balance());
    }
}
