package io.ecompulse.aggregate;

import io.ecompulse.aggregate.RedisKeys.Generation;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears away the numbers that a rebuild has replaced: one partition after the other, in each one channel after the other, so
 * many keys a command, and one command at a time, so that it neither holds Redis up nor gathers names. What ends within days
 * anyway, minutes and what is remembered of orders and visits, goes by itself.
 */
final class Replaced {
    private static final Logger LOG = LoggerFactory.getLogger(Replaced.class);
    /** Keys of one command. */
    static final int KEYS_MAX = 500;

    private final Sender redis;
    private final RedisKeys keys;
    private final AggregateConfig config;
    /** The partitions that wait for their turn, with the generation to clear. */
    private final Map<Integer, Long> waiting = new LinkedHashMap<>();

    private @Nullable Integer clearing;

    /** One command to Redis. */
    @FunctionalInterface
    interface Sender {
        Future<@Nullable Response> send(Request request);
    }

    Replaced(Sender redis, RedisKeys keys, AggregateConfig config) {
        this.redis = redis;
        this.keys = keys;
        this.config = config;
    }

    /** Begins unless it is under way, or has it wait for its turn; what fails is done when next asked. */
    void clear(int partition, long number) {
        if (clearing == null || clearing != partition) {
            waiting.put(partition, number);
        }
        if (clearing == null) {
            next();
        }
    }

    private void next() {
        Iterator<Map.Entry<Integer, Long>> first = waiting.entrySet().iterator();
        if (!first.hasNext()) {
            return;
        }
        Map.Entry<Integer, Long> turn = first.next();
        int partition = turn.getKey();
        Generation old = keys.generation(partition, turn.getValue());
        first.remove();
        clearing = partition;
        cleared(old)
                // Only now, for what is left would otherwise never be found again.
                .compose(removed -> redis.send(Request.cmd(Command.HDEL, keys.pointer(partition), "replaced")))
                .onFailure(fault -> LOG.debug("Replaced numbers of partition {} are still there", partition, fault))
                .onComplete(done -> {
                    clearing = null;
                    next();
                });
    }

    private Future<Void> cleared(Generation old) {
        return redis.send(Request.cmd(Command.TIME))
                .map(now -> now == null ? 0 : now.get(0).toLong() * 1_000)
                .compose(now -> redis.send(Request.cmd(Command.SMEMBERS, old.channels()))
                        .compose(channels ->
                                channelsFrom(old, Partitions.texts(channels).iterator(), now)))
                .compose(done -> unlinked(List.of(old.fence(), old.channels()).iterator()));
    }

    private Future<Void> channelsFrom(Generation old, Iterator<String> channels, long now) {
        return !channels.hasNext()
                ? Future.succeededFuture()
                : unlinked(names(old, channels.next(), now).iterator())
                        .compose(gone -> channelsFrom(old, channels, now));
    }

    /** Takes as many names as one command may have, and the rest after its answer. */
    private Future<Void> unlinked(Iterator<String> names) {
        if (!names.hasNext()) {
            return Future.succeededFuture();
        }
        Request request = Request.cmd(Command.UNLINK);
        for (int i = 0; i < KEYS_MAX && names.hasNext(); i++) {
            request.arg(names.next());
        }
        return redis.send(request).compose(gone -> unlinked(names));
    }

    /** Made as they are asked for. */
    private Stream<String> names(Generation old, String channel, long now) {
        Stream<String> buckets = Stream.concat(
                Stream.of(old.total(channel)),
                Stream.of(Grain.HOUR, Grain.DAY)
                        .flatMap(grain -> LongStream.iterate(
                                        grain.floor(now),
                                        start -> grain.expiry(start, config.retention()) > now,
                                        start -> start - grain.millis())
                                .mapToObj(start -> old.bucket(channel, grain, start))));
        return Stream.concat(
                buckets.flatMap(Replaced::beside),
                Stream.of(old.recent(Channel.parse(channel).source())));
    }

    /** A bucket and all that may stand beside it. */
    private static Stream<String> beside(String bucket) {
        Stream<String> sets = Stream.of(bucket, bucket + Generation.VISITORS, bucket + Generation.SESSIONS);
        Stream<String> steps = Stream.of(FunnelStep.values()).map(step -> Generation.funnel(bucket, step));
        Stream<String> tops = Stream.of(TopKind.values()).map(kind -> Generation.top(bucket, kind));
        return Stream.concat(sets, Stream.concat(steps, tops));
    }
}
