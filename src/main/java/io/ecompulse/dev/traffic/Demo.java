package io.ecompulse.dev.traffic;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a shop's traffic through the public door at a steady rate. A refused batch is kept and sent again after the rest
 * that the server asks for; meanwhile nothing new is made, so at most {@link #BATCHES_MAX} batches ever exist. All state
 * belongs to one event loop.
 */
public final class Demo {
    static final int BATCHES_MAX = 4;
    static final int BATCH_EVENTS_MAX = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final int TICKS_PER_SECOND = 5;
    private static final int ANSWER_WITHIN_MILLIS = 10_000;
    private static final int STOP_WITHIN_SECONDS = 3;

    private final Vertx vertx;
    private final Context context;
    private final ShopTraffic traffic;
    private final int eventsPerSecond;
    private final HttpClient client;
    private final RequestOptions request;
    private final Deque<Buffer> refused = new ArrayDeque<>();
    private final Promise<Void> drained = Promise.promise();
    private long ticker;
    private int owed;
    private int inFlight;
    private boolean resting;
    private boolean stopping;

    private Demo(Vertx vertx, ShopTraffic traffic, int port, int eventsPerSecond, String writeKey) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.traffic = traffic;
        this.eventsPerSecond = eventsPerSecond;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(port));
        this.request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setURI("/v1/batch")
                .setConnectTimeout(ANSWER_WITHIN_MILLIS)
                .setIdleTimeout(ANSWER_WITHIN_MILLIS)
                .putHeader("Authorization", WireKey.basic(writeKey))
                .putHeader("Content-Type", "application/json");
    }

    /** Starts sending to the public listener on this machine; {@code traffic} belongs to the demo from here on. */
    public static Demo start(Vertx vertx, ShopTraffic traffic, int port, int eventsPerSecond, String writeKey) {
        Demo demo = new Demo(vertx, traffic, port, eventsPerSecond, writeKey);
        demo.context.runOnContext(now ->
                demo.ticker = vertx.setPeriodic(TimeUnit.SECONDS.toMillis(1) / TICKS_PER_SECOND, tick -> demo.tick()));
        return demo;
    }

    /** Makes nothing new, waits a moment for the answers in flight, lets go of the connections. */
    public Future<Void> stop() {
        context.runOnContext(now -> {
            stopping = true;
            vertx.cancelTimer(ticker);
            finishIfIdle();
        });
        return drained.future()
                .timeout(STOP_WITHIN_SECONDS, TimeUnit.SECONDS)
                .otherwiseEmpty()
                .eventually(client::close);
    }

    private void tick() {
        // What could not be sent within a second is forgotten: a slow server slows the demo, it does not fill our
        // memory.
        owed = Math.min(owed + eventsPerSecond, eventsPerSecond * TICKS_PER_SECOND);
        while (mayTravel() && !refused.isEmpty()) {
            send(refused.remove());
        }
        while (mayTravel() && owed >= TICKS_PER_SECOND) {
            int events = Math.min(BATCH_EVENTS_MAX, owed / TICKS_PER_SECOND);
            owed -= events * TICKS_PER_SECOND;
            send(batch(events));
        }
    }

    private boolean mayTravel() {
        return !resting && !stopping && inFlight < BATCHES_MAX && inFlight + refused.size() <= BATCHES_MAX;
    }

    private Buffer batch(int events) {
        StringBuilder json = new StringBuilder(events * 1_000).append("{\"batch\":[");
        for (int event = 0; event < events; event++) {
            json.append(event == 0 ? "" : ",").append(traffic.next());
        }
        return Buffer.buffer(json.append("]}").toString());
    }

    private void send(Buffer batch) {
        inFlight++;
        client.request(request)
                .compose(open -> open.send(batch))
                .compose(answer -> answer.end().map(answer))
                .onSuccess(answer -> answered(batch, answer))
                .onFailure(fault -> rest(batch, RetryAfter.NONE_MILLIS, fault.toString()))
                .onComplete(done -> {
                    inFlight--;
                    finishIfIdle();
                });
    }

    private void answered(Buffer batch, HttpClientResponse answer) {
        int status = answer.statusCode();
        if (RetryAfter.asks(status)) {
            rest(batch, RetryAfter.millis(answer.getHeader("Retry-After")), "status " + status);
        } else if (status != 200) {
            LOG.warn("a demo batch was refused for good: status {}", status);
        }
    }

    private void rest(Buffer batch, long millis, String why) {
        refused.add(batch);
        if (!resting && !stopping) {
            LOG.info("the demo rests for {} ms: {}", millis, why);
            resting = true;
            vertx.setTimer(millis, rested -> resting = false);
        }
    }

    private void finishIfIdle() {
        if (stopping && inFlight == 0) {
            drained.tryComplete();
        }
    }
}
