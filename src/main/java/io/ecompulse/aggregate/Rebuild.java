package io.ecompulse.aggregate;

import io.ecompulse.aggregate.Partitions.Partition;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Has all numbers counted again from the journal's oldest record, into a generation of their own. The stage that reads a
 * partition notices by itself; readers see the old numbers, called partial, until the new ones stand where those stood.
 */
public final class Rebuild {
    /** Answers 1 when a rebuild began, 0 when one is under way or somebody was faster. */
    private static final String BEGIN =
            """
            if redis.call('HEXISTS', KEYS[1], 'building') == 1 then return 0 end
            if (redis.call('HGET', KEYS[1], 'visible') or '0') ~= ARGV[1] then return 0 end
            local target = redis.call('HGET', KEYS[2], 'next')
            if not target then return 0 end
            redis.call('HSET', KEYS[1], 'building', ARGV[2], 'target', target)
            return 1
            """;

    private Rebuild() {}

    /** Begins for every partition that has numbers; gives how many of them. */
    public static Future<Long> begin(Vertx vertx, AggregateConfig config, String topic, LongSupplier nanos) {
        RedisLink link = new RedisLink(vertx, config, nanos);
        RedisKeys keys = new RedisKeys(config.prefix(), topic);
        return begin(link, keys).eventually(link::close);
    }

    static Future<Long> begin(RedisLink link, RedisKeys keys) {
        return Partitions.read(link, keys).compose(partitions -> {
            List<Request> requests = partitions.all().stream()
                    .map(partition -> request(keys, partition))
                    .toList();
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
                .arg(visible)
                .arg(visible + 1);
    }
}
