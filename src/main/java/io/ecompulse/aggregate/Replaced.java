package io.ecompulse.aggregate;

import io.ecompulse.aggregate.RedisKeys.Generation;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears away the numbers that a rebuild has replaced, so many keys a command. What ends within days anyway, minutes and what
 * is remembered of orders and visits, goes by itself.
 */
final class Replaced {
    private static final Logger LOG = LoggerFactory.getLogger(Replaced.class);
    /** Keys of one command. */
    private static final int KEYS_MAX = 500;

    private final RedisLink link;
    private final RedisKeys keys;
    private final AggregateConfig config;
    private final Set<Integer> clearing = new HashSet<>();

    Replaced(RedisLink link, RedisKeys keys, AggregateConfig config) {
        this.link = link;
        this.keys = keys;
        this.config = config;
    }

    /** Begins unless it is under way; what fails is done when next asked. */
    void clear(int partition, long number) {
        if (!clearing.add(partition)) {
            return;
        }
        Generation old = keys.generation(partition, number);
        link.send(Request.cmd(Command.TIME))
                .compose(now -> link.send(Request.cmd(Command.SMEMBERS, old.channels()))
                        .compose(channels -> link.sendAll(removals(
                                old, Partitions.texts(channels), now == null ? 0 : now.get(0).toLong() * 1_000))))
                // Only now, for what is left would otherwise never be found again.
                .compose(removed -> link.send(Request.cmd(Command.HDEL, keys.pointer(partition), "replaced")))
                .onComplete(done -> clearing.remove(partition))
                .onFailure(fault -> LOG.debug("Replaced numbers of partition {} are still there", partition, fault));
    }

    private List<Request> removals(Generation old, List<String> channels, long now) {
        List<String> names = new ArrayList<>();
        for (String channel : channels) {
            addBeside(names, old.total(channel));
            for (Grain grain : List.of(Grain.HOUR, Grain.DAY)) {
                for (long start = grain.floor(now);
                        grain.expiry(start, config.retention()) > now;
                        start -= grain.millis()) {
                    addBeside(names, old.bucket(channel, grain, start));
                }
            }
            names.add(old.recent(Channel.parse(channel).source()));
        }
        names.add(old.fence());
        names.add(old.channels());
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < names.size(); i += KEYS_MAX) {
            Request request = Request.cmd(Command.UNLINK);
            names.subList(i, Math.min(names.size(), i + KEYS_MAX)).forEach(request::arg);
            requests.add(request);
        }
        return requests;
    }

    /** A bucket and all that may stand beside it. */
    private static void addBeside(List<String> names, String bucket) {
        names.add(bucket);
        names.add(bucket + Generation.VISITORS);
        names.add(bucket + Generation.SESSIONS);
        for (FunnelStep step : FunnelStep.values()) {
            names.add(Generation.funnel(bucket, step));
        }
        for (TopKind kind : TopKind.values()) {
            names.add(Generation.top(bucket, kind));
        }
    }
}
