package io.ecompulse.journal;

import io.ecompulse.telemetry.Stage;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic for one stage. Three contexts meet here: the poll thread, which alone touches Kafka's consumer; an
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
    private final Stage stage;
    private final Subscription subscription;
    private final ReaderMeters meters;
    private volatile @Nullable Deliveries delivered;
    private volatile @Nullable HookedConsumer consumer;
    private volatile @Nullable Future<String> deployed;

    /** What is read, as a member of which group. */
    record Subscription(String group, JournalTopic topic) {}

    KafkaJournalReader(ReaderParts parts, Stage stage, Subscription subscription) {
        this.parts = parts;
        this.stage = stage;
        this.subscription = subscription;
        this.meters = new ReaderMeters(parts.registry(), stage);
    }

    @Override
    public Future<Void> open(JournalStage reading) {
        StageContext home = new VertxStageContext(parts.vertx().getOrCreateContext());
        Deliveries deliveries =
                new Deliveries(new DeliveryParts(reading, home, parts.config().reads(), meters));
        delivered = deliveries;
        parts.health().register("reader." + stage.tag(), true, deliveries::problem);
        parts.health().register("reader." + stage.tag() + ".poll", false, this::pollProblem);
        Future<String> deployment = parts.vertx()
                .executeBlocking(() -> new HookedConsumer(parts, subscription.group(), deliveries, meters), false)
                .compose(hooked -> {
                    consumer = hooked;
                    ReaderVerticle verticle = new ReaderVerticle(
                            hooked,
                            deliveries,
                            parts.config().topics().name(subscription.topic()),
                            parts.config().reads());
                    return deploy(verticle);
                });
        deployed = deployment;
        return deployment.mapEmpty();
    }

    /** Away from the stage's context: its undeployment would end the reader as its child, before the stage could let go. */
    private Future<String> deploy(ReaderVerticle verticle) {
        Promise<String> deployment = Promise.promise();
        parts.home()
                .runOnContext(home -> parts.vertx()
                        .deployVerticle(verticle, new DeploymentOptions())
                        .onComplete(deployment));
        return deployment.future();
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

    @Override
    public void rewind(int partition, String why) {
        Deliveries current = delivered;
        if (current != null) {
            current.rewind(partition, why);
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
