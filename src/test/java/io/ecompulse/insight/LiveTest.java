package io.ecompulse.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.config.Settings;
import io.ecompulse.insight.Live.Subscription;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T12:00:30Z"));

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Promise<Snapshot>> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> page = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        join(vertx.close());
    }

    private Live live(String interval) {
        InsightConfig config = InsightConfig.from(new Settings(
                Map.of("insight.live.interval", interval, "insight.live.subscribers.max", "2"), Map.of(), Map.of()));
        return new Live(
                vertx,
                config,
                CLOCK,
                (source, before) -> {
                    Promise<Snapshot> answer = Promise.promise();
                    asked.add(answer);
                    return answer.future();
                },
                () -> new Vitals(List.of(new Vitals.Check("redis", false, "away")), new TreeMap<>(Map.of("lake", 7L))));
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T item = queue.poll(10, TimeUnit.SECONDS);
        assertThat(item).isNotNull();
        return item;
    }

    private static Snapshot snapshot(String asOf) {
        return new Snapshot(asOf, false, 1.5, 2, null, null, null, List.of(), Vitals.NONE);
    }

    @Test
    void asksOnceForAllWhoWatchAndTellsEach() throws Exception {
        Live live = live("1h");
        BlockingQueue<String> second = new LinkedBlockingQueue<>();
        join(live.subscribe("dev", page::add));
        join(live.subscribe("dev", second::add));

        next(asked).complete(snapshot("t1"));

        assertThat(next(page)).isEqualTo(next(second)).contains("\"asOf\":\"t1\",\"stale\":false");
    }

    @Test
    void tellsTheLastSnapshotToWhoComesLater() throws Exception {
        Live live = live("1h");
        join(live.subscribe(null, page::add));
        next(asked).complete(snapshot("t1"));
        next(page);

        join(live.subscribe(null, page::add));

        assertThat(next(page)).contains("t1");
        assertThat(asked).isEmpty();
    }

    @Test
    void asksAgainEveryIntervalButNeverTwiceAtOnce() throws Exception {
        join(live("5ms").subscribe(null, page::add));
        Promise<Snapshot> first = next(asked);
        assertThat(asked.poll(100, TimeUnit.MILLISECONDS)).isNull();

        first.complete(snapshot("t1"));

        next(asked);
    }

    @Test
    void saysStaleWhenNumbersCannotBeReadAndKeepsTheOldOnes() throws Exception {
        join(live("5ms").subscribe(null, page::add));
        next(asked).fail("away");
        assertThat(next(page)).contains("\"stale\":true").contains("\"all\":null");

        next(asked).complete(snapshot("t2"));
        assertThat(next(page)).contains("\"asOf\":\"t2\",\"stale\":false");

        next(asked).fail("away");
        assertThat(next(page))
                .contains("\"asOf\":\"t2\",\"stale\":true", "\"visitorsNow\":2")
                .contains("{\"name\":\"redis\",\"critical\":false,\"problem\":\"away\"}", "\"lag\":{\"lake\":7}");
    }

    @Test
    void listsForEachWhatItsFilterTakes() throws Exception {
        Live live = live("5ms");
        BlockingQueue<String> second = new LinkedBlockingQueue<>();
        join(live.subscribe(null, page::add));
        Subscription choosy = join(live.subscribe(null, second::add));
        choosy.filter(new TailFilter(null, null, TailOutcome.REJECTED));

        next(asked)
                .complete(new Snapshot(
                        "t1",
                        false,
                        1,
                        2,
                        null,
                        null,
                        null,
                        List.of(tail("a", "accepted"), tail("b", "rejected")),
                        Vitals.NONE));

        assertThat(next(page)).contains("\"id\":\"a\"", "\"id\":\"b\"").doesNotContain("visitorHash");
        assertThat(next(second)).contains("\"id\":\"b\"").doesNotContain("\"id\":\"a\"");
    }

    private static TailEvent.Found tail(String id, String outcome) {
        return new TailEvent.Found(
                new TailEvent("track", "E", "dev", id, "2026-11-23T12:00:00Z", outcome, null, null, null), 7L);
    }

    @Test
    void stopsAskingWhenNobodyWatches() throws Exception {
        Live live = live("5ms");
        Subscription subscription = join(live.subscribe(null, page::add));
        Promise<Snapshot> first = next(asked);

        join(subscription.cancel());
        join(subscription.cancel());
        live.subscribe("another", json -> {}); // Calls are heard in turn: once this one asked, the other was cancelled.
        next(asked);
        first.complete(snapshot("t1"));

        assertThat(asked.poll(100, TimeUnit.MILLISECONDS)).isNull();
        assertThat(page).isEmpty();
    }

    @Test
    void letsAsManyWatchAsTheBoundSaysAndNotOneMore() {
        Live live = live("1h");
        Subscription first = join(live.subscribe("a", page::add));
        join(live.subscribe("b", page::add));
        assertThatThrownBy(() -> join(live.subscribe("a", page::add)))
                .hasMessageContaining("insight.live.subscribers.max");

        first.cancel();

        join(live.subscribe("a", page::add));
    }
}
