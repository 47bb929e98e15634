package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.dev.traffic.ShopTraffic;
import io.ecompulse.e2e.Door.Packing;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What a client library does when the server is in trouble: it sends what got no answer, or was asked to come again, once
 * more with the same ids, after the time asked for. Now and then it gives a batch up, as an app that is closed. Sends at a
 * bounded rate; what it could not send in time it does not make up for.
 */
final class SdkClient implements Callable<Void> {
    private static final List<Packing> PACKINGS = List.of(Packing.values());
    private static final int BATCH_MAX = 40;
    private static final double MALFORMED = 0.01;
    private static final double GIVEN_UP = 0.05;
    private static final double SENT_TWICE = 0.02;
    private static final int REMEMBERED = 10;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LAST_TRIES = Duration.ofSeconds(60);

    private final RandomGenerator random;
    private final ShopTraffic traffic;
    private final Duty duty;
    private final Ledger ledger;
    private final Door door = new Door(Fleet.WRITE_KEY);
    /** The last batches, the oldest first. */
    private final Queue<List<Item>> sent = new ArrayDeque<>();

    private Stream stream;

    /**
     * What it has to do.
     *
     * @param eventsPerSecond on average, while all is well
     * @param streams null for a client that speaks HTTP
     * @param isOver true when no new events are to be sent
     */
    record Duty(int port, int eventsPerSecond, Vertx streams, BooleanSupplier isOver) {}

    SdkClient(long seed, Duty duty, Ledger ledger) {
        this.random = new Random(seed);
        this.traffic = new ShopTraffic(random, InstantSource.system());
        this.duty = duty;
        this.ledger = ledger;
    }

    @Override
    public Void call() throws InterruptedException {
        try {
            while (!duty.isOver().getAsBoolean()) {
                long began = System.nanoTime();
                List<Item> batch = nextBatch();
                deliver(batch);
                long took = System.nanoTime() - began;
                long due = batch.size() * 1_000_000_000L / duty.eventsPerSecond();
                Hold.during(Duration.ofNanos(Math.max(0, due - took)));
            }
            return null;
        } finally {
            hangUp();
        }
    }

    /** Tries until there is an answer, the batch is given up, or the time after the end of work is over. */
    private void deliver(List<Item> batch) throws InterruptedException {
        ledger.unknown(batch);
        Packing packing = PACKINGS.get(random.nextInt(PACKINGS.size()));
        long deadline = Long.MAX_VALUE;
        while (System.nanoTime() < deadline) {
            Duration wait = attempt(batch, packing);
            if (wait.isZero()) {
                return;
            }
            if (duty.isOver().getAsBoolean()) {
                deadline = Math.min(deadline, System.nanoTime() + LAST_TRIES.toNanos());
            }
            Hold.during(wait);
        }
    }

    /** Zero when the batch needs no further try, else how long to wait for the next one. */
    private Duration attempt(List<Item> batch, Packing packing) throws InterruptedException {
        try {
            return duty.streams() == null ? post(batch, packing) : stream(batch);
        } catch (ConnectException nobodyThere) {
            return PAUSE;
        } catch (IOException lost) {
            hangUp();
            return random.nextDouble() < GIVEN_UP ? Duration.ZERO : PAUSE;
        }
    }

    private Duration post(List<Item> batch, Packing packing) throws IOException, InterruptedException {
        Door.Reply reply = batch.size() == 1 && batch.get(0).isSound()
                ? door.single(duty.port(), batch.get(0), packing)
                : door.batch(duty.port(), batch, packing);
        assertThat(reply.status()).as(reply.body().encode()).isIn(200, 429, 503);
        if (reply.status() == 200) {
            ledger.settle(Verdicts.of(reply.body(), batch));
            return Duration.ZERO;
        }
        assertThat(reply.retryAfterSeconds())
                .as("Retry-After of a %d", reply.status())
                .isPositive();
        ledger.refused(reply.body().getString("reason", "none"));
        return Duration.ofSeconds(reply.retryAfterSeconds());
    }

    private Duration stream(List<Item> batch) throws IOException, InterruptedException {
        if (stream == null) {
            stream = Stream.open(duty.streams(), duty.port(), Fleet.WRITE_KEY);
        }
        JsonObject frame = stream.batch(batch);
        if (frame.getString("type").equals("ack")) {
            ledger.settle(Verdicts.of(frame, batch));
            return Duration.ZERO;
        }
        return Duration.ofMillis(Math.max(PAUSE.toMillis(), frame.getLong("retryAfterMs", 0L)));
    }

    private void hangUp() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    /** A new one as a rule; now and then one that was sent a while ago comes again, as from a queue kept on a disk. */
    private List<Item> nextBatch() {
        if (sent.size() == REMEMBERED && random.nextDouble() < SENT_TWICE) {
            return sent.remove();
        }
        List<Item> batch = newBatch();
        sent.add(batch);
        if (sent.size() > REMEMBERED) {
            sent.remove();
        }
        return batch;
    }

    private List<Item> newBatch() {
        List<Item> batch = new ArrayList<>();
        int size = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(BATCH_MAX);
        for (int i = 0; i < size; i++) {
            boolean isMalformed = size > 1 && random.nextDouble() < MALFORMED;
            batch.add(isMalformed ? Item.malformed(traffic, random) : Item.sound(traffic));
        }
        return batch;
    }
}
