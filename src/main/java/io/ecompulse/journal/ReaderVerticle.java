package io.ecompulse.journal;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns Vert.x' Kafka consumer, on an event loop of its own: that client polls again only when its context has seen the last
 * poll, so it must not share one with a stage that works long.
 */
final class ReaderVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ReaderVerticle.class);

    private final HookedConsumer hooked;
    private final Deliveries deliveries;
    private final String topic;
    private final JournalConfig.Reads config;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    ReaderVerticle(HookedConsumer hooked, Deliveries deliveries, String topic, JournalConfig.Reads config) {
        this.hooked = hooked;
        this.deliveries = deliveries;
        this.topic = topic;
        this.config = config;
    }

    @Override
    public Future<?> start() {
        KafkaConsumer<byte[], byte[]> created = KafkaConsumer.create(vertx, hooked);
        consumer = created;
        created.exceptionHandler(fault -> LOG.error("Polling {} failed", topic, fault));
        created.pollTimeout(config.pollTimeout());
        created.batchHandler(polled -> {
            if (polled.records() instanceof PolledRecords records) {
                deliveries.polled(records.batches());
            }
        });
        return created.subscribe(topic);
    }

    @Override
    public Future<?> stop() {
        KafkaConsumer<byte[], byte[]> opened = consumer;
        return deliveries
                .endAll()
                .timeout(config.releaseTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(late -> LOG.error("The reader closes although the stage has not let go in time"))
                .eventually(() -> opened == null ? Future.succeededFuture() : opened.close());
    }
}
