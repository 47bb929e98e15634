package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.AggregateModel.Sent;
import io.ecompulse.aggregate.RedisKeys.Generation;
import io.ecompulse.aggregate.Replay.Calls;
import io.ecompulse.aggregate.Replay.Plan;
import io.ecompulse.journal.JournalRecord;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** As {@link AggregateModelTest}, on real Redis: the script does what its picture in Java does. */
class AggregateModelIT extends AggregateModelCheck {
    private static RedisBench bench;

    private final RedisKeys.Generation keys = new RedisKeys("ecompulse", RedisBench.TOPIC).generation(0, 0);
    // Retentions reach from the tests' noon to any day these tests may run on; once with minutes, once with theirs
    // over.
    private final AggregateConfig withMinutes = bench.config(
            "aggregate.minute.retention=3000d", "aggregate.hour.retention=3000d", "aggregate.day.retention=3000d");
    private final AggregateConfig withoutMinutes =
            bench.config("aggregate.hour.retention=3000d", "aggregate.day.retention=3000d");

    @BeforeContainer
    static void start() throws IOException {
        bench = new RedisBench(
                Files.createTempDirectory(Path.of("target"), "redis").toAbsolutePath());
    }

    @AfterContainer
    static void stop() {
        bench.close();
    }

    @Property(tries = 60)
    void numbersEqualTheModelWhateverHappens(
            @ForAll("events") List<Sent> sent, @ForAll("plans") Plan plan, @ForAll boolean minutes) {
        bench.send(Command.FLUSHALL);
        AggregateConfig config = minutes ? withMinutes : withoutMinutes;
        AggregateStore store = bench.store(config);
        List<JournalRecord> records = AggregateModel.records(sent);
        Replay replay = new Replay(config, store, AggregateModelIT::flush, new OnContext(), plan);

        do {
            replay.run(records);
        } while (!records.isEmpty() && bench.await(() -> store.position(0)).isEmpty());

        AggregateModel model = AggregateModel.of(sent, config);
        model.buckets().forEach((bucket, fields) -> {
            boolean minute = bucket.contains("/MINUTE/");
            if (minutes || !minute) {
                assertEqualsModel(model, bucket, fields);
            }
            if (minutes && minute) {
                assertSeries(model, bucket, fields);
            }
        });
    }

    private void assertEqualsModel(AggregateModel model, String bucket, Map<String, Long> fields) {
        String key = key(bucket);
        boolean total = !bucket.contains("/");
        assertThat(bench.hash(key)).as(key).isEqualTo(fields);
        assertThat(distinct(key + Generation.VISITORS)).isEqualTo(model.visitors(bucket));
        assertThat(distinct(key + Generation.SESSIONS)).as(key).isEqualTo(model.sessions(bucket));
        if (!bucket.contains("/MINUTE/")) {
            for (FunnelStep step : FunnelStep.values()) {
                assertThat(distinct(Generation.funnel(key, step))).isEqualTo(model.funnel(bucket, step));
            }
            for (TopKind kind : TopKind.values()) {
                assertThat(top(Generation.top(key, kind))).isEqualTo(total ? Map.of() : model.top(bucket, kind));
            }
        }
    }

    /** The strings of minutes say what the minute's own bucket says. */
    private void assertSeries(AggregateModel model, String bucket, Map<String, Long> fields) {
        String[] parts = bucket.split("/", -1);
        long at = Long.parseLong(parts[2]);
        Map<String, Long> expected = new TreeMap<>(fields);
        expected.keySet().removeIf(field -> !MinuteSeries.has(field));
        expected.put("visitors", (long) model.visitors(bucket));
        expected.put("sessions", (long) model.sessions(bucket));
        expected.forEach((field, value) -> assertThat(bench.send(
                                Command.BITFIELD,
                                keys.series(parts[0], MinuteSeries.day(at), field),
                                "GET",
                                "i64",
                                "#" + MinuteSeries.index(at))
                        .get(0)
                        .toLong())
                .as(field)
                .isEqualTo(value));
    }

    private static int distinct(String set) {
        return bench.send(Command.PFCOUNT, set).toInteger();
    }

    private static Map<String, Long> top(String list) {
        Map<String, Long> counts = new TreeMap<>();
        List<String> pairs = Partitions.texts(bench.send(Command.ZRANGE, list, "0", "-1", "WITHSCORES"));
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            counts.put(pairs.get(i), Long.parseLong(pairs.get(i + 1)));
        }
        return counts;
    }

    private static Future<Void> flush() {
        return bench.link().send(Request.cmd(Command.FLUSHALL)).mapEmpty();
    }

    private String key(String bucket) {
        String[] parts = bucket.split("/", -1);
        return parts.length == 1
                ? keys.total(bucket)
                : keys.bucket(parts[0], Grain.valueOf(parts[1]), Long.parseLong(parts[2]));
    }

    private static final class OnContext implements Calls {
        @Override
        public <T> Future<T> await(Supplier<Future<T>> call) {
            return bench.settled(call);
        }
    }
}
