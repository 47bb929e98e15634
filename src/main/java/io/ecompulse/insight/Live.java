package io.ecompulse.insight;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots for those who watch: computed once per source and interval for all of them, and only while there are any.
 * Callable from any thread; a watcher hears on the context on which it subscribed.
 */
public final class Live {
    private final Vertx vertx;
    private final Context home;
    private final InsightConfig config;
    private final InstantSource clock;
    private final Reading reading;
    private final Supplier<Vitals> vitals;
    private final Map<Optional<String>, Feed> feeds = new HashMap<>();
    private int watchers;
    private long lastNumber;

    /** Where snapshots come from. */
    @FunctionalInterface
    interface Reading {
        Future<Snapshot> read(@Nullable String source, @Nullable Snapshot before);
    }

    /** What a page watches. */
    public interface Subscription {
        /** Lets snapshots from now on list only some of the last events. From any thread. */
        void filter(TailFilter filter);

        /** Ends it; twice is once. */
        Future<Void> cancel();
    }

    private static final class Watcher {
        private final Context context;
        private final Consumer<String> page;
        private volatile TailFilter filter = TailFilter.ALL;

        Watcher(Context context, Consumer<String> page) {
            this.context = context;
            this.page = page;
        }

        void tell(String json) {
            context.runOnContext(go -> page.accept(json));
        }
    }

    private final class Feed {
        private final Optional<String> source;
        private final Map<Long, Watcher> pages = new LinkedHashMap<>();
        private final long timer;
        private @Nullable Snapshot last;
        private boolean isReading;

        private Feed(Optional<String> source) {
            this.source = source;
            this.timer = vertx.setPeriodic(config.liveInterval().toMillis(), tick -> read());
        }

        private void read() {
            if (isReading) {
                return; // Slower than the interval: the page hears late rather than a queue growing.
            }
            isReading = true;
            Snapshot before = last != null && !last.stale() ? last : null;
            reading.read(source.orElse(null), before).onComplete(answer -> {
                isReading = false;
                if (answer.succeeded()) {
                    tell(answer.result());
                } else {
                    tell(last == null ? Snapshot.none(clock.instant().toString()) : last.toStale());
                }
            });
        }

        private void tell(Snapshot snapshot) {
            last = snapshot.with(vitals.get());
            tellEach(last);
        }

        /** Written once for all who want everything. */
        private void tellEach(Snapshot shown) {
            String all = shown.toJson(TailFilter.ALL);
            for (Watcher watcher : pages.values()) {
                TailFilter filter = watcher.filter;
                watcher.tell(filter.equals(TailFilter.ALL) ? all : shown.toJson(filter));
            }
        }
    }

    /** @param vitals asked for every snapshot */
    Live(Vertx vertx, InsightConfig config, InstantSource clock, Reading reading, Supplier<Vitals> vitals) {
        this.vertx = vertx;
        this.home = vertx.getOrCreateContext();
        this.config = config;
        this.clock = clock;
        this.reading = reading;
        this.vitals = vitals;
    }

    /**
     * Starts telling {@code page} snapshots as JSON, the first at once. Fails when too many watch already.
     *
     * @param source null for all
     */
    public Future<Subscription> subscribe(@Nullable String source, Consumer<String> page) {
        Watcher watcher = new Watcher(vertx.getOrCreateContext(), page);
        Promise<Subscription> answer = Promise.promise();
        home.runOnContext(go -> {
            if (watchers == config.subscribersMax()) {
                watcher.context.runOnContext(
                        back -> answer.fail("more pages are watching than" + " insight.live.subscribers.max allows"));
                return;
            }
            Subscription subscription = add(Optional.ofNullable(source), watcher);
            watcher.context.runOnContext(back -> answer.complete(subscription));
        });
        return answer.future();
    }

    /** Tells nobody any more. */
    Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        home.runOnContext(go -> {
            feeds.values().forEach(feed -> vertx.cancelTimer(feed.timer));
            feeds.clear();
            closed.complete();
        });
        return closed.future();
    }

    private Subscription add(Optional<String> source, Watcher watcher) {
        Feed feed = feeds.computeIfAbsent(source, Feed::new);
        long number = ++lastNumber;
        feed.pages.put(number, watcher);
        watchers++;
        if (feed.last != null) {
            watcher.tell(feed.last.toJson(watcher.filter));
        } else {
            feed.read();
        }
        return new Subscription() {
            @Override
            public void filter(TailFilter filter) {
                watcher.filter = filter;
            }

            @Override
            public Future<Void> cancel() {
                Promise<Void> removed = Promise.promise();
                home.runOnContext(go -> {
                    remove(feed, number);
                    removed.complete();
                });
                return removed.future();
            }
        };
    }

    private void remove(Feed feed, long number) {
        if (feed.pages.remove(number) == null) {
            return;
        }
        watchers--;
        if (feed.pages.isEmpty()) {
            vertx.cancelTimer(feed.timer);
            feeds.remove(feed.source, feed);
        }
    }
}
