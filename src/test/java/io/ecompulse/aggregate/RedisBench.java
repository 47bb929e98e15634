package io.ecompulse.aggregate;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A real Redis with a link to it, worked on one context as the stage does. */
final class RedisBench implements AutoCloseable {
    static final String TOPIC = "events";

    private final AutoCloseable server;
    private final String url;
    private final String[] more;
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final RedisLink link;

    RedisBench(Path folder) {
        this(new TestRedis(folder));
    }

    private RedisBench(TestRedis redis) {
        this(redis, redis.url());
    }

    /**
     * @param server closed with this
     * @param more settings of every config
     */
    RedisBench(AutoCloseable server, String url, String... more) {
        this.server = server;
        this.url = url;
        this.more = more;
        this.link = new RedisLink(vertx, config(), System::nanoTime);
    }

    AggregateConfig config(String... settings) {
        String[] all = new String[4 + more.length + settings.length];
        System.arraycopy(more, 0, all, 4, more.length);
        System.arraycopy(settings, 0, all, 4 + more.length, settings.length);
        all[0] = "redis.url=" + url;
        all[1] = "aggregate.redis.retry.max=200ms";
        all[2] = "aggregate.redis.timeout=2s";
        all[3] = "aggregate.fence.check=200ms";
        return Shop.config(all);
    }

    /** The server, when it is the one that comes with this. */
    TestRedis redis() {
        return (TestRedis) server;
    }

    Vertx vertx() {
        return vertx;
    }

    RedisLink link() {
        return link;
    }

    AggregateStore store(AggregateConfig config) {
        return new RedisAggregateStore(link, config, TOPIC);
    }

    /** Completes with the call's future, whether it failed or not. */
    <T> Future<T> settled(Supplier<Future<T>> call) {
        CompletableFuture<Future<T>> done = new CompletableFuture<>();
        context.runOnContext(go -> {
            Future<T> future = call.get();
            future.onComplete(result -> done.complete(future));
        });
        try {
            return done.get(30, TimeUnit.SECONDS);
        } catch (Exception fault) {
            throw new AssertionError(fault);
        }
    }

    <T> T await(Supplier<Future<T>> call) {
        Future<T> done = settled(call);
        if (done.failed()) {
            throw new AssertionError(done.cause());
        }
        return done.result();
    }

    Response send(Command command, String... arguments) {
        return await(() -> {
            Request request = Request.cmd(command);
            for (String argument : arguments) {
                request.arg(argument);
            }
            return link.send(request);
        });
    }

    /** The fields of a hash, without the count of the open ones. */
    Map<String, Long> hash(String key) {
        Map<String, Long> fields = new TreeMap<>();
        Response pairs = send(Command.HGETALL, key);
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            fields.put(pairs.get(i).toString(), pairs.get(i + 1).toLong());
        }
        fields.remove("open");
        return fields;
    }

    @Override
    public void close() {
        try {
            await(link::close);
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        } finally {
            closeServer();
        }
    }

    private void closeServer() {
        try {
            server.close();
        } catch (Exception fault) {
            throw new AssertionError(fault);
        }
    }
}
