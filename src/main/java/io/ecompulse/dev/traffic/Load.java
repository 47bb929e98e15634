package io.ecompulse.dev.traffic;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** All lanes of a benchmark, on one event loop. */
final class Load {
    private static final int CONNECT_WITHIN_MILLIS = 5_000;

    private final Context context;
    private final List<Lane> lanes = new ArrayList<>();

    Load(Vertx vertx, BenchPlan plan, LongSupplier nanos, PreparedRequests requests, BenchTally tally) {
        context = vertx.getOrCreateContext();
        NetClientOptions options = new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(CONNECT_WITHIN_MILLIS);
        Lane.Around around = new Lane.Around(vertx, vertx.createNetClient(options), plan, nanos);
        for (int lane = 0; lane < plan.connections(); lane++) {
            lanes.add(new Lane(around, requests, tally));
        }
    }

    /** Done when every lane is connected; fails when one cannot be. */
    Future<Void> start() {
        Promise<Void> started = Promise.promise();
        context.runOnContext(now -> Future.all(lanes.stream().map(Lane::run).toList())
                .<Void>mapEmpty()
                .onComplete(started));
        return started.future();
    }

    Future<Void> onLoop(Runnable step) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> {
            step.run();
            done.complete();
        });
        return done.future();
    }

    /** Every lane ends with the answer it waits for. */
    void stop() {
        lanes.forEach(Lane::stop);
    }
}
