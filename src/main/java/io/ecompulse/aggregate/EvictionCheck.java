package io.ecompulse.aggregate;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisCluster;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Redis that may evict keys would drop buckets and fences in silence; such a one is refused. */
final class EvictionCheck {
    private static final Logger LOG = LoggerFactory.getLogger(EvictionCheck.class);

    private EvictionCheck() {}

    /** Fails with {@link RedisRefused} when keys may be evicted; asks every master of a cluster. */
    static Future<Void> run(RedisConnection connection, RedisClientType kind) {
        Request settings = Request.cmd(Command.CONFIG, "GET", "maxmemory*");
        Future<List<Response>> asked = kind == RedisClientType.CLUSTER
                ? RedisCluster.create(connection).onAllMasterNodes(settings)
                : connection.send(settings).map(List::of);
        return asked.transform(answer -> {
            if (answer.succeeded()) {
                Future<Void> judged = Future.succeededFuture();
                for (Response each : answer.result()) {
                    judged = judged.compose(sound -> judge(settings(each)));
                }
                return judged;
            }
            if (RedisLink.isAnswer(answer.cause())) {
                // Managed services forbid CONFIG; their operators must know it from the documentation.
                LOG.warn("Redis does not tell its eviction policy; make sure that it is noeviction");
                return Future.succeededFuture();
            }
            return Future.failedFuture(answer.cause());
        });
    }

    private static Future<Void> judge(Map<String, String> settings) {
        String policy = settings.getOrDefault("maxmemory-policy", "noeviction");
        boolean bounded = !"0".equals(settings.getOrDefault("maxmemory", "0"));
        return bounded && !"noeviction".equals(policy)
                ? Future.failedFuture(
                        new RedisRefused(
                                "Redis may evict our keys (maxmemory-policy is " + policy
                                        + "), which makes numbers wrong in silence: set maxmemory-policy noeviction, or use a Redis of its own"))
                : Future.succeededFuture();
    }

    /** Names and values in turn. */
    private static Map<String, String> settings(Response response) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i + 1 < response.size(); i += 2) {
            settings.put(response.get(i).toString(), response.get(i + 1).toString());
        }
        return settings;
    }
}
