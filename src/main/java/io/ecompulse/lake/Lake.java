package io.ecompulse.lake;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.List;

/** The running lake. */
public final class Lake {
    private final Vertx vertx;
    private final String deployment;
    private final LakeVerticle verticle;
    private final WorkerExecutor asking;
    private final ChainTotals totals;

    private Lake(LakeSetup setup, String deployment, LakeVerticle verticle) {
        this.vertx = setup.vertx();
        this.deployment = deployment;
        this.verticle = verticle;
        this.asking = vertx.createSharedWorkerExecutor("ecompulse-lake-status", 1);
        this.totals = new ChainTotals(new ReadableChain(setup.store()));
    }

    /** Checks the store, takes the spool and begins to read the journal. Fails with one sentence when it cannot. */
    public static Future<Lake> deploy(LakeSetup setup) {
        LakeVerticle verticle = new LakeVerticle(setup);
        DeploymentOptions worker = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName("ecompulse-lake")
                .setWorkerPoolSize(1);
        return setup.vertx().deployVerticle(verticle, worker).map(id -> new Lake(setup, id, verticle));
    }

    /** What the lake holds, by partition. */
    public Future<List<PartitionStatus>> status() {
        return asking.executeBlocking(() -> totals.upToDate(verticle.positions()), true);
    }

    /** Commits what is open, then leaves the journal. */
    public Future<Void> close() {
        return vertx.undeploy(deployment).eventually(asking::close);
    }
}
