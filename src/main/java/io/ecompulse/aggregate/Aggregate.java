package io.ecompulse.aggregate;

import io.ecompulse.journal.Journal;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/** The stage as the program starts and stops it. */
public final class Aggregate {
    private final Vertx vertx;
    private final String deployment;

    /**
     * What the stage works with.
     *
     * @param topic the name of the events topic, part of every key: another topic has numbers of its own
     * @param nanos a clock that only runs forward
     */
    public record Setup(
            AggregateConfig config,
            String topic,
            Journal journal,
            MeterRegistry registry,
            Health health,
            LongSupplier nanos) {}

    private Aggregate(Vertx vertx, String deployment) {
        this.vertx = vertx;
        this.deployment = deployment;
    }

    /** Starts reading. A Redis that does not answer is waited for; fails with {@link RedisRefused} for one of no use. */
    public static Future<Aggregate> deploy(Vertx vertx, Setup setup) {
        // Folding takes CPU time, so it has a thread of its own; one is enough for one reader.
        DeploymentOptions options = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName("ecompulse-aggregate")
                .setWorkerPoolSize(1);
        return vertx.deployVerticle(() -> new AggregateVerticle(vertx, setup), options)
                .map(deployment -> new Aggregate(vertx, deployment));
    }

    /** Leaves the group, then closes the connection. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
