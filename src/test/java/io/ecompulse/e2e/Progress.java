package io.ecompulse.e2e;

import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** How far each part of the way has come, seen from outside. */
final class Progress implements AutoCloseable {
    private static final Duration RECOVERED_WITHIN = Duration.ofMinutes(2);
    /** Acks of so many events show that the edge takes events again, and not only that old answers were on their way. */
    private static final int ACKED_AGAIN = 100;

    private final Fleet fleet;
    private final Crowd crowd;
    private final Ledger ledger;
    private final Pulse pulse;

    Progress(Fleet fleet, Crowd crowd, Ledger ledger) {
        this.fleet = fleet;
        this.pulse = new Pulse(ledger);
        this.crowd = crowd;
        this.ledger = ledger;
    }

    /**
     * What a fault did.
     *
     * @param silence the longest time without an ack, for all clients together
     * @param caughtUp from the end of the cause until all that was appended until acks came again was stored and counted
     */
    record Recovery(Duration silence, Duration caughtUp) {}

    /** Call it before a fault strikes. */
    void begin() {
        pulse.begin();
    }

    /** @param moment when the cause was over, by {@link System#nanoTime} */
    Recovery awaitRecovery(long moment) {
        int before = ledger.ackedCount();
        until("acks again", () -> ledger.ackedCount() >= before + ACKED_AGAIN);
        Duration silence = pulse.longestPause();
        until("the spool brought to the journal", () -> fleet.spooled() == 0);
        long end = journalEnd();
        until("everything up to " + end + " stored", () -> stored() >= end);
        until("everything up to " + end + " counted", () -> counted() >= end);
        return new Recovery(silence, since(moment));
    }

    /** Records of the journal. The broker must be there. */
    long journalEnd() {
        try (Journal journal = Journal.at(fleet.kafka().bootstrapServers())) {
            return journal.events();
        }
    }

    /** Records that Redis tells of, counted or known as duplicates. */
    long counted() throws IOException, InterruptedException {
        JsonObject totals = fleet.asking("insight").totals();
        return totals.getJsonObject("events").getLong("total") + totals.getLong("duplicates");
    }

    /** Records that the lake's newest markers cover. */
    long stored() throws IOException {
        Path commits = fleet.lakeParent().resolve("lake/_commits/ecompulse.events");
        if (!Files.isDirectory(commits)) {
            return 0;
        }
        long records = 0;
        for (Path partition : list(commits)) {
            Optional<Path> newest = list(partition).stream()
                    .filter(file -> file.toString().endsWith(".json"))
                    .max(Comparator.naturalOrder());
            if (newest.isPresent()) {
                records += new JsonObject(Files.readString(newest.get())).getLong("end");
            }
        }
        return records;
    }

    /** Waits for a condition; what cannot be asked just now counts as not yet. */
    void until(String what, Callable<Boolean> condition) {
        await(what)
                .atMost(RECOVERED_WITHIN)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    crowd.check();
                    try {
                        return condition.call();
                    } catch (IOException | AssertionError notNow) {
                        return false;
                    }
                });
    }

    @Override
    public void close() {
        pulse.close();
    }

    private static Duration since(long moment) {
        return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - moment));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
