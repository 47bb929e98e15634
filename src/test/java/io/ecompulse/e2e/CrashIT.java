package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed at random moments under load and started again on the same folder; the client's ledger is the
 * oracle. Run again with {@code -De2e.seed=…} to repeat what a failure printed.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CrashIT {
    private static final int KILLS = 3;
    private static final int CLIENTS = 4;
    private static final int LIFE_MIN = 800;
    private static final int LIFE_MAX = 4_000;
    private static final Duration LIFE_WITHIN = Duration.ofMinutes(3);
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);

    private final Ledger ledger = new Ledger();
    private final Lighthouse lighthouse = new Lighthouse();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private Vertx vertx;
    private DevProcess dev;

    @TempDir
    private Path data;

    @BeforeEach
    void openStreams() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stopEverything() throws Exception {
        lighthouse.endOfWork();
        clients.shutdownNow();
        if (dev != null) {
            dev.kill9WithRedis();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void everyAcknowledgedEventIsInTheLakeExactlyOnceWhateverIsKilled() throws Exception {
        long seed = Long.getLong("e2e.seed", System.nanoTime());
        System.out.println("CrashIT: repeat with -De2e.seed=" + seed);
        RandomGenerator random = new Random(seed);

        start();
        List<Future<Void>> working = sendFor(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            liveFor(LIFE_MIN + random.nextInt(LIFE_MAX - LIFE_MIN), working);
            kill(random);
            start();
        }
        liveFor(LIFE_MIN, working);
        assertThat(dev.term())
                .as("exit code after SIGTERM under load\n%s", dev.said())
                .isZero();
        lighthouse.endOfWork();
        for (Future<Void> client : working) {
            client.get(1, TimeUnit.MINUTES);
        }
        start();

        assertSettled();
    }

    private void start() throws Exception {
        dev = DevProcess.start(data);
        lighthouse.lit(dev.http());
    }

    private List<Future<Void>> sendFor(long seed) {
        List<Future<Void>> working = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            working.add(clients.submit(
                    new StubbornClient(seed + 1 + client, lighthouse, ledger, client == 0 ? vertx : null)));
        }
        return working;
    }

    /** The moment is a number of acknowledged events, so that a slow machine kills at the same point of the work. */
    private void liveFor(int events, List<Future<Void>> working) {
        int until = ledger.ackedCount() + events;
        await("more acknowledged events")
                .atMost(LIFE_WITHIN)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    for (Future<Void> client : working) {
                        if (client.isDone()) {
                            client.get(); // throws what it found wrong
                        }
                    }
                    return ledger.ackedCount() >= until;
                });
    }

    private void kill(RandomGenerator random) throws Exception {
        if (random.nextBoolean()) {
            dev.kill9();
        } else {
            dev.kill9WithRedis();
        }
        lighthouse.goOut();
    }

    private void assertSettled() throws Exception {
        QueryApi api = new QueryApi(dev);
        await("every record of the journal stored, counted and loaded")
                .atMost(SETTLED_WITHIN)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    LakeChain chain = LakeChain.read(data);
                    JsonObject totals = api.totals();
                    long total = totals.getJsonObject("events").getLong("total");
                    try (Journal journal = Journal.of(data)) {
                        assertThat(chain.records()).isEqualTo(journal.events());
                        assertThat(total + totals.getLong("duplicates")).isEqualTo(journal.events());
                    }
                    assertThat(total).isEqualTo(chain.rows("events"));
                    assertThat(api.row("select count(*) from events").getLong(0))
                            .isEqualTo(chain.rows("events"));
                });
        List<String> stored = LakeChain.read(data).eventIds();
        System.out.println("CrashIT: acked " + ledger.ackedCount() + ", unknown "
                + ledger.unknown().size() + ", stored " + stored.size());
        Difference difference = Difference.between(stored, ledger.acked());
        assertThat(difference.missing()).as("acknowledged and lost").isEmpty();
        assertThat(difference.twice()).as("stored twice").isEmpty();
        assertThat(ledger.unknown())
                .as("stored, though neither acknowledged nor in doubt")
                .containsAll(difference.unexpected());
    }
}
