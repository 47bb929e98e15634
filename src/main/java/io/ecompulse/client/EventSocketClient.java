package io.ecompulse.client;

import io.ecompulse.client.Backlog.Waiting;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends events over the stream and tells what became of each. Reconnects by itself, with growing, random pauses, to one
 * server after the other; what has no ack by then is sent again, which the server's dedup makes safe. Thread-safe.
 */
public final class EventSocketClient {
    private final EventSocketConfig config;
    private final Settled settled;
    private final ClientLoop loop;
    private final Delivery delivery;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Object entrance = new Object();
    private long heldBytes;
    private boolean isOver;

    /** Hears the outcome of every event: on the client's loop, or, of one that was not taken, on its sender's thread. */
    public interface Settled {
        void settled(ClientEvent event, Outcome outcome);
    }

    private EventSocketClient(
            EventSocketConfig config, Settled settled, ClientLoop loop, Transport transport, RandomGenerator random) {
        this.config = config;
        this.settled = settled;
        this.loop = loop;
        this.delivery = new Delivery(config, this::settle, loop, transport, new Attempts(config, random));
    }

    /** Begins to connect. The loop is the client's own from now on. */
    public static EventSocketClient start(
            EventSocketConfig config, Settled settled, ClientLoop loop, Transport transport, RandomGenerator random) {
        EventSocketClient client = new EventSocketClient(config, settled, loop, transport, random);
        CompletionStage<Void> unused = client.delivery.over().thenRun(client::over);
        loop.run(client.delivery::start);
        return client;
    }

    /** False when the event was not taken; its outcome is told before this returns then. */
    public boolean send(ClientEvent event) {
        Outcome refusal = ServerFrame.of(event.json()) == null ? Outcome.INVALID : enter(event, event.bytes());
        if (refusal != null) {
            settled.settled(event, refusal);
        }
        return refusal == null;
    }

    /**
     * Takes nothing more and sends what waits. Completes when every event has its outcome, at the latest after {@code bound}:
     * what has none by then is told as {@link Outcome#CLOSED}, though the server may have it.
     */
    public CompletableFuture<Void> close(Duration bound) {
        synchronized (entrance) {
            if (!isOver) {
                loop.run(() -> delivery.close(bound));
            }
        }
        return ended;
    }

    private @Nullable Outcome enter(ClientEvent event, int bytes) {
        synchronized (entrance) { // Or the loop could stop between the question and the task.
            if (isOver) {
                return Outcome.CLOSED;
            }
            if (heldBytes + bytes > config.queueBytesMax()) {
                return Outcome.QUEUE_FULL;
            }
            heldBytes += bytes;
            loop.run(() -> delivery.take(new Waiting(event, bytes, loop.nanos())));
            return null;
        }
    }

    private void settle(Waiting event, Outcome outcome) {
        synchronized (entrance) {
            heldBytes -= event.bytes();
        }
        settled.settled(event.event(), outcome);
    }

    private void over() {
        synchronized (entrance) {
            isOver = true;
            loop.run(
                    () -> { // After those who came before the end.
                        ended.complete(null);
                        loop.stop();
                    });
        }
    }
}
