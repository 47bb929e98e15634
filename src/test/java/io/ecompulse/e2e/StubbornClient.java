package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.dev.traffic.ShopTraffic;
import io.ecompulse.e2e.Door.Packing;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/**
 * A client library under a dying server: sends batch after batch; what got no answer it sends again to the next life of the
 * server, or (every other time) never, as an app that was closed.
 */
final class StubbornClient implements Callable<Void> {
    private static final int BATCH_MAX = 40;

    private final Door door = new Door();
    private final RandomGenerator random;
    private final ShopTraffic traffic;
    private final Lighthouse lighthouse;
    private final Ledger ledger;
    private final Vertx streams;
    private List<Item> unanswered = List.of();
    private Stream stream;
    private int streamGeneration;

    /** @param streams null for a client that speaks HTTP */
    StubbornClient(long seed, Lighthouse lighthouse, Ledger ledger, Vertx streams) {
        this.random = new Random(seed);
        this.traffic = new ShopTraffic(random, InstantSource.system());
        this.lighthouse = lighthouse;
        this.ledger = ledger;
        this.streams = streams;
    }

    @Override
    public Void call() throws Exception {
        for (Lighthouse.Signal signal = lighthouse.await(); signal != null; signal = lighthouse.await()) {
            List<Item> batch = unanswered.isEmpty() ? newBatch() : unanswered;
            unanswered = List.of();
            ledger.unknown(batch);
            boolean sendsAgain = random.nextBoolean();
            try {
                JsonObject answer = answer(signal, batch);
                if (answer != null) {
                    ledger.settle(Verdicts.of(answer, batch));
                    continue;
                }
            } catch (ConnectException nobodyThere) {
                sendsAgain = true; // Nothing left this client, so it has nothing to be in doubt about.
            } catch (IOException lost) {
                stream = null;
            }
            unanswered = sendsAgain ? batch : List.of();
            lighthouse.pause();
        }
        return null;
    }

    private List<Item> newBatch() {
        List<Item> batch = new ArrayList<>();
        int size = 1 + random.nextInt(BATCH_MAX);
        for (int i = 0; i < size; i++) {
            batch.add(Item.sound(traffic));
        }
        return batch;
    }

    /** Null when the server says that it cannot take the batch now. */
    private JsonObject answer(Lighthouse.Signal signal, List<Item> batch) throws IOException, InterruptedException {
        if (streams != null) {
            if (stream == null || streamGeneration != signal.generation()) {
                stream = Stream.open(streams, signal.port());
                streamGeneration = signal.generation();
            }
            JsonObject frame = stream.batch(batch);
            return frame.getString("type").equals("ack") ? frame : null;
        }
        Door.Reply reply = door.batch(signal.port(), batch, Packing.PLAIN);
        assertThat(reply.status()).as(reply.body().encode()).isIn(200, 429, 503);
        return reply.status() == 200 ? reply.body() : null;
    }
}
