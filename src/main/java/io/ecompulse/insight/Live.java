package io.ecompulse.insight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ecompulse.aggregate.RecentEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot a second, made once for all who follow a source, and only while somebody does. When the store does not answer,
 * followers are told so instead of being shown old numbers as new.
 */
final class Live {
    static final int RECENT = 20;
    private static final Logger LOG = LoggerFactory.getLogger(Live.class);
    private static final long EVERY_MILLIS = 1_000;
    private static final String STALE = "{\"stale\":true}";

    private final Function<String, Future<Numbers>> numbers;
    private final InstantSource clock;
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final Vertx vertx;
    private final long timer;

    /** What one look at the store found. */
    record Numbers(ObjectNode totals, List<RecentEvent> recent) {}

    private record Look(Instant at, long events) {}

    /** The followers of one source. */
    private static final class Channel {
        private final Set<Consumer<String>> followers = ConcurrentHashMap.newKeySet();
        private volatile @Nullable Look last;
        private volatile boolean looking;
    }

    Live(Vertx vertx, Function<String, Future<Numbers>> numbers, InstantSource clock) {
        this.vertx = vertx;
        this.numbers = numbers;
        this.clock = clock;
        this.timer = vertx.setPeriodic(EVERY_MILLIS, tick -> channels.forEach(this::look));
    }

    Runnable follow(String source, Consumer<String> reader) {
        // The first follower begins a channel, the last one ends it; both under the map's lock.
        channels.compute(source, (id, known) -> {
            Channel channel = known == null ? new Channel() : known;
            channel.followers.add(reader);
            return channel;
        });
        return () -> channels.computeIfPresent(source, (id, channel) -> {
            channel.followers.remove(reader);
            return channel.followers.isEmpty() ? null : channel;
        });
    }

    void close() {
        vertx.cancelTimer(timer);
        channels.clear();
    }

    /** A look that takes longer than a second is waited for, not doubled. */
    private void look(String source, Channel channel) {
        if (channel.looking) {
            return;
        }
        channel.looking = true;
        numbers.apply(source)
                .map(found -> snapshot(source, channel, found))
                .otherwise(fault -> {
                    LOG.debug("No live numbers of {}", source, fault);
                    return STALE;
                })
                .onSuccess(text -> channel.followers.forEach(follower -> follower.accept(text)))
                .eventually(() -> {
                    channel.looking = false;
                    return Future.succeededFuture();
                })
                .onFailure(fault -> LOG.warn("A follower of {} failed", source, fault));
    }

    private String snapshot(String source, Channel channel, Numbers found) {
        Look now = new Look(
                clock.instant(), found.totals().path("events").path("total").asLong());
        double rate = rate(channel.last, now);
        channel.last = now;
        ObjectNode snapshot =
                TotalsJson.object().put("asOf", now.at().toString()).put("source", source);
        snapshot.put("rate", rate).put("stale", false);
        snapshot.set("totals", found.totals());
        snapshot.set("recent", TotalsJson.events(found.recent()));
        return snapshot.toString();
    }

    /** Events a second since the last look; 0 at the first one, and when numbers were begun anew meanwhile. */
    private static double rate(@Nullable Look before, Look now) {
        if (before == null || now.events() < before.events()) {
            return 0;
        }
        long millis = Math.max(1, Duration.between(before.at(), now.at()).toMillis());
        return Math.round((now.events() - before.events()) * 10_000.0 / millis) / 10.0;
    }
}
