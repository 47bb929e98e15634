package io.ecompulse.warehouse;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The running warehouse. */
public final class WarehouseService {
    private final Vertx vertx;
    private final String deployment;
    private final WarehouseVerticle verticle;
    private final WorkerExecutor asking;
    private final WorkerExecutor querying;
    private final int waitingMax;
    private final AtomicInteger waiting = new AtomicInteger();

    private WarehouseService(WarehouseSetup setup, String deployment, WarehouseVerticle verticle) {
        WarehouseConfig.Sql sql = setup.config().sql();
        this.vertx = setup.vertx();
        this.deployment = deployment;
        this.verticle = verticle;
        this.waitingMax = sql.waiting();
        this.asking = vertx.createSharedWorkerExecutor("ecompulse-warehouse-status", 1);
        this.querying = vertx.createSharedWorkerExecutor("ecompulse-warehouse-sql", sql.concurrent());
    }

    /** Opens the warehouse and begins to load. Fails with one sentence when it cannot. */
    public static Future<WarehouseService> deploy(WarehouseSetup setup) {
        WarehouseVerticle verticle = new WarehouseVerticle(setup);
        DeploymentOptions worker = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName("ecompulse-warehouse")
                .setWorkerPoolSize(1);
        return setup.vertx().deployVerticle(verticle, worker).map(id -> new WarehouseService(setup, id, verticle));
    }

    /** Says that the lake has something new. From any thread, never blocks. */
    public void wake() {
        verticle.wake();
    }

    /** How far each partition is loaded. */
    public Future<List<Watermark>> status() {
        return asking.executeBlocking(verticle::watermarks, true);
    }

    /**
     * Runs one query that reads only; the answer has limits of rows, bytes and time.
     *
     * @param form what is made of the answer, on the same worker, as an answer may be too large for an event loop (I9). What
     *     it throws fails the future
     */
    public <T> Future<T> query(String sql, Function<SqlAnswer, T> form) {
        if (waiting.incrementAndGet() > waitingMax) { // I6
            waiting.decrementAndGet();
            SqlAnswer refused = new SqlAnswer.Refused("too many queries at once, try again");
            return Future.succeededFuture(refused).map(form);
        }
        return querying.executeBlocking(() -> form.apply(verticle.query(sql)), false)
                .onComplete(done -> waiting.decrementAndGet());
    }

    /** Ends loading after the transaction at hand. */
    public Future<Void> close() {
        return querying.close().eventually(asking::close).eventually(() -> vertx.undeploy(deployment));
    }
}
