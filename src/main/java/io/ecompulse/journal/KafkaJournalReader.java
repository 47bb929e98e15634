package io.ecompulse.journal;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events topic for one stage. Three contexts meet here: the poll thread, which alone touches Kafka's consumer; an
 * event loop, on which Vert.x' client runs; and the stage's own context, on which deliveries live.
 *
 * <pre>
 *  Kafka ─poll─> PollThread ─batches─> ReaderVerticle ─> Deliveries ─> PartitionDelivery ─take─> stage
 *                 ^  PartitionRead, DedupWindow            │  ^                │
 *                 │                                        │  └─ assigned, ended, broke
 *                 └──────────────── start, hold, settled ──┴────────────────────┘
 * </pre>
 */
final class KafkaJournalReader implements JournalReader {
    private final ReaderParts parts;
    private final String group;
    private final ReaderMeters meters;
    private volatile @Nullable HookedConsumer consumer;
    private volatile @Nullable Future<String> deployed;

    KafkaJournalReader(ReaderParts parts, String group) {
        this.parts = parts;
        this.group = group;
        this.meters = new ReaderMeters(parts.registry(), group);
    }

    @Override
    public Future<Void> open(JournalStage stage) {
        StageContext home = new VertxStageContext(parts.vertx().getOrCreateContext());
        Deliveries deliveries =
                new Deliveries(new DeliveryParts(stage, home, parts.config().reads(), meters));
        parts.health().register("reader." + group, true, deliveries::problem);
        parts.health().register("reader." + group + ".poll", false, this::pollProblem);
        Future<String> deployment = parts.vertx()
                .executeBlocking(() -> new HookedConsumer(parts, group, deliveries, meters), false)
                .compose(hooked -> {
                    consumer = hooked;
                    ReaderVerticle verticle = new ReaderVerticle(hooked, deliveries, parts.config());
                    return parts.vertx().deployVerticle(verticle, new DeploymentOptions());
                });
        deployed = deployment;
        return deployment.mapEmpty();
    }

    @Override
    public Future<Void> close() {
        Future<String> deployment = deployed;
        deployed = null;
        return deployment == null
                ? Future.succeededFuture()
                : deployment.compose(id -> parts.vertx().undeploy(id));
    }

    @Override
    public void settled(int partition, long end) {
        HookedConsumer current = consumer;
        if (current != null) {
            current.pollThread().settled(partition, end);
        }
    }

    private @Nullable String pollProblem() {
        HookedConsumer current = consumer;
        return current == null ? null : current.pollThread().problem();
    }

    /** A Vert.x context as the stage's home. */
    private record VertxStageContext(Context context) implements StageContext {
        @Override
        public void run(Runnable task) {
            context.runOnContext(home -> task.run());
        }

        @Override
        public void after(long millis, Runnable task) {
            context.owner().setTimer(millis, fired -> run(task));
        }
    }
}
