package io.ecompulse.aggregate;

import io.ecompulse.aggregate.RedisKeys.Generation;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Numbers in Redis: one call of {@code apply.lua} per delta. */
final class RedisAggregateStore implements AggregateStore {
    private static final long OTHER_GENERATION = -2;

    private final RedisLink link;
    private final RedisKeys keys;
    private final AggregateConfig config;
    private final String script;
    private final String digest;
    private final Replaced replaced;
    /** What was written by when the position was last asked; another one is refused by the script. */
    private final Map<Integer, Generation> writing = new HashMap<>();

    RedisAggregateStore(RedisLink link, AggregateConfig config, String topic) {
        this.link = link;
        this.config = config;
        this.keys = new RedisKeys(config.prefix(), topic);
        this.script = script();
        this.digest = sha1(script);
        this.replaced = new Replaced(link::send, keys, config);
    }

    @Override
    public Future<OptionalLong> position(int partition) {
        return link.send(Request.cmd(Command.HMGET, keys.pointer(partition), "building", "visible", "replaced"))
                .compose(pointer -> {
                    Response old = pointer == null ? null : pointer.get(2);
                    if (old != null) {
                        replaced.clear(partition, old.toLong());
                    }
                    Generation written = keys.generation(partition, written(pointer));
                    writing.put(partition, written);
                    return link.send(Request.cmd(Command.HGET, written.fence(), "next"));
                })
                .compose(next -> next == null
                        ? Future.succeededFuture(OptionalLong.empty())
                        : register(partition).map(OptionalLong.of(Long.parseLong(next.toString()))));
    }

    @Override
    public Future<Void> rebuilding(int partition, long until) {
        // Registered first: from then on readers miss the fence, or find that it has not come far enough.
        return register(partition)
                .compose(registered -> link.send(
                        Request.cmd(Command.HSET, written(partition).fence(), "rebuiltAt", Long.toString(until))))
                .mapEmpty();
    }

    @Override
    public Future<Verdict> apply(Delta delta) {
        Future<?> known = delta.first() ? register(delta.partition()) : Future.succeededFuture();
        return known.compose(registered -> run(delta)).map(RedisAggregateStore::verdict);
    }

    /** The generation that is written: the one that is being built, else the visible one. */
    private static long written(@Nullable Response pointer) {
        Response number = pointer == null ? null : pointer.get(0) == null ? pointer.get(1) : pointer.get(0);
        return number == null ? 0 : number.toLong();
    }

    private Generation written(int partition) {
        return writing.computeIfAbsent(partition, unasked -> keys.generation(partition, 0));
    }

    /** Lets readers find the partition. Its set lies in another slot than the partition, so the script cannot do it. */
    private Future<@Nullable Response> register(int partition) {
        return link.send(Request.cmd(Command.SADD, keys.partitions(), Integer.toString(partition)));
    }

    private Future<@Nullable Response> run(Delta delta) {
        DeltaArguments arguments =
                new DeltaArguments(keys.pointer(delta.partition()), written(delta.partition()), config, delta);
        return link.send(arguments.request(Command.EVALSHA, digest)).recover(fault -> {
            // After a restart or a failover Redis has not seen the script; sent in full it is remembered.
            boolean unseen = fault.getMessage() != null && fault.getMessage().startsWith("NOSCRIPT");
            return unseen ? link.send(arguments.request(Command.EVAL, script)) : Future.failedFuture(fault);
        });
    }

    private static Verdict verdict(@Nullable Response response) {
        if (response == null || response.size() != 2) {
            throw new IllegalStateException("Redis answered the script with " + response);
        }
        if (response.get(0).toInteger() == 1) {
            return new Verdict.Applied();
        }
        long next = Long.parseLong(response.get(1).toString());
        if (next == OTHER_GENERATION) {
            return new Verdict.Moved();
        }
        return next < 0 ? new Verdict.Lost() : new Verdict.Refused(next);
    }

    private static String script() {
        try (InputStream resource = RedisAggregateStore.class.getResourceAsStream("apply.lua")) {
            if (resource == null) {
                throw new IllegalStateException("apply.lua is missing from the jar");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-1", impossible);
        }
    }
}
