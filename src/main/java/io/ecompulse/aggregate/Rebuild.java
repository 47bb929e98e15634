package io.ecompulse.aggregate;

import io.ecompulse.aggregate.Partitions.Partition;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Has all numbers counted again from the journal's oldest record, into a generation of their own. The stage that reads a
 * partition notices by itself; readers see the old numbers, called partial, until the new ones stand where those stood.
 */
public final class Rebuild {
    /** Answers 1 when a rebuild began, 0 when one is under way, another is cleared away still, or somebody was faster. */
    private static final String BEGIN = """
        if redis.call('HEXISTS', KEYS[1], 'building') == 1 then return 0 end
        if redis.call('HEXISTS', KEYS[1], 'replaced') == 1 then return 0 end
        if (redis.call('HGET', KEYS[1], 'visible') or '0') ~= ARGV[1] then return 0 end
        local target = redis.call('HGET', KEYS[2], 'next')
        if not target then return 0 end
        local burnt = tonumber(redis.call('HGET', KEYS[1], 'cancelled') or '0')
        local number = math.max(tonumber(ARGV[1]), burnt) + 1
        redis.call('HSET', KEYS[1], 'building', number, 'target', target)
        return 1
        """;

    /**
     * Answers 1 when a rebuild ended. Its number is never used again: what ends by itself within days, orders that were seen
     * among it, would be taken for another one's.
     */
    private static final String CANCEL = """
        local building = redis.call('HGET', KEYS[1], 'building')
        if not building then return 0 end
        redis.call('HDEL', KEYS[1], 'building', 'target')
        redis.call('HSET', KEYS[1], 'replaced', building, 'cancelled', building)
        return 1
        """;

    private Rebuild() {}

    /** Begins for every partition that has numbers; gives how many of them. */
    public static Future<Long> begin(Vertx vertx, AggregateConfig config, String topic, LongSupplier nanos) {
        RedisLink link = new RedisLink(vertx, config, nanos);
        RedisKeys keys = new RedisKeys(config.prefix(), topic);
        return begin(link, keys).eventually(link::close);
    }

    /** Ends the rebuilds that are under way: the numbers that are shown go on; gives of how many partitions. */
    public static Future<Long> cancel(Vertx vertx, AggregateConfig config, String topic, LongSupplier nanos) {
        RedisLink link = new RedisLink(vertx, config, nanos);
        return cancel(link, new RedisKeys(config.prefix(), topic)).eventually(link::close);
    }

    /**
     * The partitions whose present numbers hold what the journal does not hold any more, so that a rebuild would lose it.
     *
     * @param oldest when the oldest record arrived, epoch milliseconds, of partitions that have lost records
     */
    public static Future<List<Integer>> losses(
            Vertx vertx, AggregateConfig config, String topic, LongSupplier nanos, Map<Integer, Long> oldest) {
        RedisLink link = new RedisLink(vertx, config, nanos);
        return losses(link, new RedisKeys(config.prefix(), topic), oldest).eventually(link::close);
    }

    static Future<Long> begin(RedisLink link, RedisKeys keys) {
        return each(link, keys, partition -> request(keys, partition));
    }

    static Future<Long> cancel(RedisLink link, RedisKeys keys) {
        return each(
                link,
                keys,
                partition -> Request.cmd(Command.EVAL).arg(CANCEL).arg(1).arg(keys.pointer(partition.number())));
    }

    static Future<List<Integer>> losses(RedisLink link, RedisKeys keys, Map<Integer, Long> oldest) {
        return Partitions.read(link, keys)
                .map(partitions -> partitions.all().stream()
                        .filter(partition -> oldest.getOrDefault(partition.number(), 0L) > partition.since())
                        .map(Partition::number)
                        .toList());
    }

    /** One command for each partition that has numbers; gives how many it did something to. */
    private static Future<Long> each(RedisLink link, RedisKeys keys, Function<Partition, Request> command) {
        return Partitions.read(link, keys).compose(partitions -> {
            List<Request> requests = partitions.all().stream().map(command).toList();
            return link.sendAll(requests)
                    .map(answers -> answers.stream()
                            .filter(Objects::nonNull)
                            .mapToLong(Response::toLong)
                            .sum());
        });
    }

    private static Request request(RedisKeys keys, Partition partition) {
        long visible = partition.keys().number();
        return Request.cmd(Command.EVAL)
                .arg(BEGIN)
                .arg(2)
                .arg(keys.pointer(partition.number()))
                .arg(partition.keys().fence())
                .arg(visible);
    }
}
