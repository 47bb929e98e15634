package io.ecompulse.aggregate;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to Redis, of a cluster one to each of its servers, with what the client lacks: a bound on the time of every command, and another connection after a
 * fault, made when the next command needs it but not sooner than a back-off. A command that got no answer may have been
 * run or may run yet; the fence tells. Used from one context only, but for {@link #problem}.
 */
final class RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    /** Commands under way at once by one {@link #sendAll}; the client lets 2048 wait on a connection. */
    private static final int PIPELINE_MAX = 256;

    private final Vertx vertx;
    private final AggregateConfig config;
    private final LongSupplier nanos;
    private @Nullable Attempt current;
    private Duration pause;
    private long retryAt;
    private Runnable whenOpened = () -> {};
    private volatile @Nullable String problem;

    /** One client and its one connection. Compared by identity: what comes late from a dropped one is told apart. */
    private static final class Attempt {
        private final Redis redis;
        private final Future<RedisConnection> connection;

        Attempt(Redis redis, Future<RedisConnection> connection) {
            this.redis = redis;
            this.connection = connection;
        }
    }

    /** @param nanos a clock that only runs forward */
    RedisLink(Vertx vertx, AggregateConfig config, LongSupplier nanos) {
        this.vertx = vertx;
        this.config = config;
        this.nanos = nanos;
        this.pause = config.redis().retryMin();
        this.retryAt = nanos.getAsLong();
    }

    /** Why Redis cannot be used, or null; safe from any thread. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Sets what is done after every connection that is made; it may send commands. */
    void whenOpened(Runnable task) {
        whenOpened = task;
    }

    /** Connects unless connected. Fails with {@link RedisRefused} when this Redis must not be used. */
    Future<Void> connect() {
        return attempt().compose(attempt -> attempt.connection).mapEmpty();
    }

    /** Sends one command; a null response is Redis' nil. */
    Future<@Nullable Response> send(Request request) {
        return attempt()
                .compose(attempt -> attempt.connection.compose(connection -> bounded(connection.send(request))
                        .andThen(answer -> {
                            if (answer.failed() && isBroken(answer.cause())) {
                                drop(attempt, answer.cause());
                            }
                        })));
    }

    /** Sends commands, a bounded number at a time; answers in their order. */
    Future<List<@Nullable Response>> sendAll(List<Request> requests) {
        List<@Nullable Response> answers = new ArrayList<>(requests.size());
        return sendFrom(requests, 0, answers);
    }

    Future<Void> close() {
        Attempt open = current;
        current = null;
        return open == null ? Future.succeededFuture() : bounded(open.redis.close());
    }

    private Future<List<@Nullable Response>> sendFrom(
            List<Request> requests, int index, List<@Nullable Response> answers) {
        if (index >= requests.size()) {
            return Future.succeededFuture(answers);
        }
        int next = Math.min(requests.size(), index + PIPELINE_MAX);
        List<Future<@Nullable Response>> sent =
                requests.subList(index, next).stream().map(this::send).toList();
        return Future.all(sent).compose(all -> {
            sent.forEach(answer -> answers.add(answer.result()));
            return sendFrom(requests, next, answers);
        });
    }

    private Future<Attempt> attempt() {
        if (current != null) {
            return Future.succeededFuture(current);
        }
        long early = retryAt - nanos.getAsLong();
        if (early > 0) {
            return Future.failedFuture(new IllegalStateException(
                    "Redis is away, next attempt in " + Duration.ofNanos(early).toMillis() + " ms: " + problem));
        }
        Promise<RedisConnection> connected = Promise.promise();
        Attempt attempt = new Attempt(
                Redis.createClient(vertx, config.place().options(config.redis().timeout(), config.authorities())),
                connected.future());
        current = attempt;
        bounded(attempt.redis.connect())
                .compose(connection -> bounded(
                                EvictionCheck.run(connection, config.place().kind()))
                        .map(connection))
                .andThen(made -> {
                    if (made.succeeded()) {
                        opened(attempt, made.result());
                    } else {
                        drop(attempt, made.cause());
                    }
                })
                .onComplete(connected);
        return Future.succeededFuture(attempt);
    }

    private void opened(Attempt attempt, RedisConnection connection) {
        connection.exceptionHandler(fault -> drop(attempt, fault));
        connection.endHandler(end -> drop(attempt, new IllegalStateException("Redis closed the connection")));
        pause = config.redis().retryMin();
        if (problem != null) {
            LOG.info("Redis is back");
        }
        problem = null;
        whenOpened.run();
    }

    /** Gives the connection up, with its client: a connection given back to the client's pool would be handed out again. */
    private void drop(Attempt attempt, Throwable fault) {
        if (attempt != current) {
            return;
        }
        current = null;
        retryAt = nanos.getAsLong() + pause.toNanos();
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(config.redis().retryMax()) < 0
                ? twice
                : config.redis().retryMax();
        if (problem == null) {
            LOG.warn("Redis is away: {}", sentence(fault));
        }
        problem = sentence(fault);
        attempt.redis.close().onFailure(late -> LOG.debug("The dropped Redis client did not close", late));
    }

    private <T> Future<T> bounded(Future<T> answer) {
        return answer.timeout(config.redis().timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether Redis itself answered with an error, so that the connection works. */
    static boolean isAnswer(Throwable fault) {
        return fault instanceof ErrorType;
    }

    /** Whether the connection is of no more use: no answer came, or one that only a demoted master gives. */
    private static boolean isBroken(Throwable fault) {
        return !isAnswer(fault) || String.valueOf(fault.getMessage()).startsWith("READONLY");
    }

    private static String sentence(Throwable fault) {
        if (fault instanceof TimeoutException) {
            return "no answer in time";
        }
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return "the certificate that the server shows is not trusted (redis.tls.ca): " + cause.getMessage();
            }
        }
        return String.valueOf(fault.getMessage());
    }
}
