package io.ecompulse.dev;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Kafka and Redis below one data folder, started and stopped together. */
public final class DevServers implements AutoCloseable {
    private final EmbeddedKafka kafka;
    private final EmbeddedRedis redis;

    private DevServers(EmbeddedKafka kafka, EmbeddedRedis redis) {
        this.kafka = kafka;
        this.redis = redis;
    }

    /** Starts both, one beside the other; when one fails, the other is stopped again. */
    public static DevServers start(Path data) {
        CompletableFuture<EmbeddedRedis> redis =
                CompletableFuture.supplyAsync(() -> EmbeddedRedis.start(data.resolve("redis")));
        EmbeddedKafka kafka;
        try {
            kafka = EmbeddedKafka.start(data.resolve("kafka"));
        } catch (RuntimeException notStarted) {
            redis.thenAccept(EmbeddedRedis::close)
                    .exceptionally(alsoFailed -> null)
                    .join();
            throw notStarted;
        }
        try {
            return new DevServers(kafka, redis.join());
        } catch (CompletionException notStarted) {
            kafka.close();
            throw new IllegalStateException(notStarted.getCause());
        }
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    public String redisUri() {
        return redis.uri();
    }

    @Override
    public void close() {
        try {
            redis.close();
        } finally {
            kafka.close();
        }
    }
}
