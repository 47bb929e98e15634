package io.ecompulse.e2e;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Clients that send to one edge until they are sent home, most over HTTP and every fourth over a WebSocket. */
final class Crowd implements AutoCloseable {
    private static final int CLIENTS = 8;
    private static final int STREAMING_EVERY = 4;

    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final Vertx vertx = Vertx.vertx();
    private final List<Future<Void>> clients = new ArrayList<>();

    /** @param eventsPerSecond of all together, while all is well */
    static Crowd send(long seed, int port, int eventsPerSecond, Ledger ledger) {
        Crowd crowd = new Crowd();
        for (int client = 0; client < CLIENTS; client++) {
            Vertx streams = client % STREAMING_EVERY == 0 ? crowd.vertx : null;
            SdkClient.Duty duty = new SdkClient.Duty(port, eventsPerSecond / CLIENTS, streams, crowd.over::get);
            crowd.clients.add(crowd.threads.submit(new SdkClient(seed + client, duty, ledger)));
        }
        return crowd;
    }

    /** Throws what a client found wrong. */
    void check() throws Exception {
        for (Future<Void> client : clients) {
            if (client.isDone()) {
                client.get();
            }
        }
    }

    /** Ends the work: each client finishes the batch it is at. */
    void goHome() throws Exception {
        over.set(true);
        for (Future<Void> client : clients) {
            client.get(2, TimeUnit.MINUTES);
        }
    }

    @Override
    public void close() {
        over.set(true);
        threads.shutdownNow();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
