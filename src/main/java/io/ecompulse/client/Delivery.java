package io.ecompulse.client;

import io.ecompulse.client.Backlog.Batch;
import io.ecompulse.client.Backlog.Waiting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The one conversation of a client with its servers, over as many connections as it takes. Belongs to the client's loop. */
final class Delivery {
    private static final Duration TICK = Duration.ofSeconds(1);
    /** After these the next connection would end the same way. */
    private static final Set<Integer> FATAL_CODES = Set.of(1002, 1003, 1007, 4400, 4401);

    private final EventSocketConfig config;
    private final Settling settling;
    private final ClientLoop loop;
    private final Transport transport;
    private final Attempts attempts;
    private final Backlog backlog = new Backlog();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private Transport.@Nullable Connection connection;
    private State state = State.RESTING;
    private Credit credit = Credit.NONE;
    private long since; // when the present state began
    private long restUntil;
    private long seq;
    private int batchEventsMax;
    private boolean closing;

    /** Where an event leaves the backlog for good. */
    interface Settling {
        void settle(Waiting event, Outcome outcome);
    }

    private enum State {
        /** Without a connection, until the pause is over. */
        RESTING,
        OPENING,
        OPEN,
        /** The server goes away: nothing more is sent, acks are awaited. */
        LEAVING,
        ENDED
    }

    Delivery(EventSocketConfig config, Settling settling, ClientLoop loop, Transport transport, Attempts attempts) {
        this.config = config;
        this.settling = settling;
        this.loop = loop;
        this.transport = transport;
        this.attempts = attempts;
        this.batchEventsMax = config.batchEventsMax();
    }

    void start() {
        restUntil = loop.nanos();
        connect();
        tick();
    }

    /** Completes, on the loop, when every event that came has its outcome and none will be taken. */
    CompletableFuture<Void> over() {
        return over;
    }

    void close(Duration bound) {
        closing = true;
        loop.later(bound, this::end);
        endIfDone();
    }

    void take(Waiting event) {
        if (closing || state == State.ENDED) {
            settling.settle(event, Outcome.CLOSED);
        } else {
            backlog.add(event);
            pump();
        }
    }

    private void connect() {
        begin(State.OPENING);
        seq = 0;
        connection = transport.open(attempts.server(), new Ears());
    }

    /** What one connection tells; what an earlier one still says is not heard. */
    private final class Ears implements Transport.Heard {
        private boolean over;

        @Override
        public void opened() {
            loop.run(() -> {
                if (!over) {
                    say(ClientFrames.hello(config));
                }
            });
        }

        @Override
        public void message(String text) {
            loop.run(() -> {
                ServerFrame frame = over || state == State.ENDED ? null : ServerFrame.of(text);
                if (frame != null) {
                    heard(frame);
                }
            });
        }

        @Override
        public void closed(int code) {
            loop.run(() -> {
                if (!over && state != State.ENDED) {
                    over = true;
                    lost(code);
                }
            });
        }
    }

    private void heard(ServerFrame frame) {
        switch (frame.text("type")) {
            case "welcome" -> {
                credit = Credit.in(frame, frame.number("maxFrameBytes"));
                begin(State.OPEN);
            }
            case "ack" -> acked(frame);
            case "nack" -> nacked(frame);
            case "goaway" -> {
                begin(State.LEAVING);
                rest(Duration.ofMillis(frame.number("reconnectAfterMs")));
            }
            default -> {} // An error is followed by its close; what we do not know is not for us.
        }
        pump();
        leaveIfAnswered();
        endIfDone();
    }

    private void acked(ServerFrame frame) {
        Batch batch = backlog.landed(frame.number("seq"));
        if (batch == null) {
            return;
        }
        attempts.succeeded();
        batchEventsMax = config.batchEventsMax();
        credit = Credit.in(frame, credit.frameBytes());
        Map<Long, Outcome> others = new HashMap<>();
        for (ServerFrame result : frame.list("results")) {
            others.put(result.number("index"), Outcome.of(result.text("outcome")));
        }
        for (int i = 0; i < batch.events().size(); i++) {
            settling.settle(batch.events().get(i), others.getOrDefault((long) i, Outcome.ACCEPTED));
        }
    }

    /** Nothing of the batch was kept. */
    private void nacked(ServerFrame frame) {
        Batch batch = backlog.landed(frame.number("seq"));
        if (batch == null) {
            return;
        }
        if (frame.has("retryAfterMs")) {
            backlog.again(batch.events());
            rest(Duration.ofMillis(frame.number("retryAfterMs")));
        } else if (batch.events().size() > 1) {
            batchEventsMax = batch.events().size() / 2; // It would fail again as it is; its halves may not.
            backlog.again(batch.events());
        } else {
            batch.events().forEach(event -> settling.settle(event, Outcome.REFUSED));
        }
    }

    /** Sends what the credit allows. */
    private void pump() {
        boolean sending = state == State.OPEN && restUntil - loop.nanos() <= 0;
        while (sending) {
            List<Waiting> events = backlog.next(credit.eventsLeft(backlog, batchEventsMax), credit.bytesLeft(backlog));
            Waiting first = backlog.first();
            if (!events.isEmpty()) {
                send(events);
            } else if (first != null && !credit.fits(first.bytes())) {
                backlog.removeFirst();
                settling.settle(first, Outcome.REFUSED); // It fits no frame.
            } else {
                sending = false;
            }
        }
    }

    private void send(List<Waiting> events) {
        seq++;
        String frame = ClientFrames.batch(seq, events);
        int bytes = ClientFrames.BATCH_BYTES
                + events.stream().mapToInt(event -> event.bytes() + 1).sum();
        backlog.sent(seq, new Batch(events, bytes, loop.nanos()));
        say(frame);
    }

    private void say(String text) {
        if (connection != null) {
            connection.send(text);
        }
    }

    private void leaveIfAnswered() {
        if (state == State.LEAVING && !backlog.hasInFlight() && connection != null) {
            connection.close();
        }
    }

    private void lost(int code) {
        connection = null;
        backlog.allAgain();
        if (FATAL_CODES.contains(code)) {
            finish(Outcome.REFUSED);
            return;
        }
        boolean sentAway = state == State.LEAVING;
        begin(State.RESTING);
        attempts.elsewhere();
        rest(sentAway ? Duration.ofNanos(Math.max(0, restUntil - loop.nanos())) : attempts.pause());
        endIfDone();
    }

    private void begin(State next) {
        state = next;
        since = loop.nanos();
    }

    private void rest(Duration pause) {
        long until = loop.nanos() + pause.toNanos();
        restUntil = until - restUntil > 0 ? until : restUntil; // The longest pause that was asked for counts.
        loop.later(pause, this::wake);
    }

    private void wake() {
        if (restUntil - loop.nanos() > 0) {
            return; // A longer pause has its own end.
        }
        if (state == State.RESTING) {
            connect();
        } else {
            pump();
        }
    }

    /** Looks for what waits for too long. */
    private void tick() {
        if (state == State.ENDED) {
            return;
        }
        long now = loop.nanos();
        long queued = now - config.queueAge().toNanos();
        for (Waiting old = backlog.expired(queued); old != null; old = backlog.expired(queued)) {
            settling.settle(old, Outcome.EXPIRED);
        }
        long waitsSince = state == State.OPEN ? backlog.oldestSentAt(now) : since;
        if (connection != null && now - waitsSince > config.answerTimeout().toNanos()) {
            connection.abort();
        }
        endIfDone();
        loop.later(TICK, this::tick);
    }

    private void endIfDone() {
        if (closing && backlog.isEmpty()) {
            end();
        }
    }

    private void end() {
        if (state != State.ENDED) {
            if (connection != null) {
                connection.close();
            }
            backlog.allAgain();
            finish(Outcome.CLOSED);
        }
    }

    private void finish(Outcome outcome) {
        state = State.ENDED;
        for (Waiting left = backlog.removeFirst(); left != null; left = backlog.removeFirst()) {
            settling.settle(left, outcome);
        }
        over.complete(null);
    }
}
