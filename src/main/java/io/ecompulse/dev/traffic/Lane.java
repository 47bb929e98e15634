package io.ecompulse.dev.traffic;

import io.ecompulse.dev.traffic.AnswerReader.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One connection of a benchmark: one request in flight, the next one when the answer is there. */
final class Lane {
    private static final long RECONNECT_MILLIS = 100;

    private final Vertx vertx;
    private final NetClient client;
    private final BenchPlan plan;
    private final PreparedRequests requests;
    private final BenchTally tally;
    private final LongSupplier nanos;
    private boolean stopping;
    private long sentAt;
    /** When the next request is due by the rate. */
    private long due;
    /** Of the next request on this connection. */
    private long seq;

    Lane(Around around, PreparedRequests requests, BenchTally tally) {
        this.vertx = around.vertx();
        this.client = around.client();
        this.plan = around.plan();
        this.nanos = around.nanos();
        this.requests = requests;
        this.tally = tally;
    }

    /** What all lanes share. */
    record Around(Vertx vertx, NetClient client, BenchPlan plan, LongSupplier nanos) {}

    /** Connects and sends for ever; fails when there is nobody to connect to. */
    Future<Void> run() {
        return client.connect(plan.port(), plan.host()).map(socket -> {
            socket.exceptionHandler(fault -> socket.close()).closeHandler(closed -> reconnect());
            seq = 1;
            due = nanos.getAsLong();
            if (plan.protocol() == BenchProtocol.WEBSOCKET) {
                StreamReader stream =
                        new StreamReader(socket, plan, () -> send(socket), answer -> answered(socket, answer));
                socket.handler(stream);
                stream.shakeHands();
            } else {
                socket.handler(new AnswerReader(answer -> answered(socket, answer)));
                send(socket);
            }
            return null;
        });
    }

    void stop() {
        stopping = true;
    }

    private void send(NetSocket socket) {
        sentAt = nanos.getAsLong();
        socket.write(requests.next(seq++)).onFailure(fault -> socket.close());
    }

    private void answered(NetSocket socket, Answer answer) {
        int events = answer.status() / 100 != 2 ? 0 : answer.accepted() < 0 ? plan.batch() : answer.accepted();
        tally.answered(answer.status(), events, nanos.getAsLong() - sentAt);
        if (stopping || answer.last()) {
            socket.close();
        } else if (RetryAfter.asks(answer.status())) {
            vertx.setTimer(RetryAfter.millis(answer.retryAfter()), rested -> send(socket));
        } else {
            sendInTime(socket);
        }
    }

    /** Waits as the rate asks; what could not be sent in time is not made up for. */
    private void sendInTime(NetSocket socket) {
        long now = nanos.getAsLong();
        due = Math.max(now, due + plan.paceNanos());
        long millis = TimeUnit.NANOSECONDS.toMillis(due - now);
        if (millis > 0) {
            vertx.setTimer(millis, inTime -> send(socket));
        } else {
            send(socket);
        }
    }

    private void reconnect() {
        if (!stopping) {
            tally.broke();
            vertx.setTimer(RECONNECT_MILLIS, later -> run().onFailure(fault -> reconnect()));
        }
    }
}
