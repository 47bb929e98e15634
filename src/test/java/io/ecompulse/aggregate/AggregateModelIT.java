package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.AggregateModel.Sent;
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
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** As {@link AggregateModelTest}, on real Redis: the script does what its picture in Java does. */
class AggregateModelIT extends AggregateModelCheck {
    private static RedisBench bench;

    private final RedisKeys keys = new RedisKeys("ecompulse", RedisBench.TOPIC);
    // Retentions reach from the tests' noon to any day these tests may run on.
    private final AggregateConfig config =
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
    void numbersEqualTheModelWhateverHappens(@ForAll("events") List<Sent> sent, @ForAll("plans") Plan plan) {
        bench.send(Command.FLUSHALL);
        AggregateStore store = bench.store(config);
        List<JournalRecord> records = AggregateModel.records(sent);
        Replay replay = new Replay(config, store, AggregateModelIT::flush, new OnContext(), plan);

        do {
            replay.run(records);
        } while (!records.isEmpty() && bench.await(() -> store.position(0)).isEmpty());

        AggregateModel model = AggregateModel.of(sent, config);
        model.buckets().forEach((bucket, fields) -> {
            String key = key(bucket);
            if (!key.contains(":m:")) { // Minutes of that noon are over by now.
                assertThat(bench.hash(key)).as(key).isEqualTo(fields);
                assertThat(bench.send(Command.PFCOUNT, key + RedisKeys.VISITORS).toInteger())
                        .isEqualTo(
                                model.visitors().getOrDefault(bucket, Set.of()).size());
                assertThat(bench.send(Command.PFCOUNT, key + RedisKeys.SESSIONS).toInteger())
                        .isEqualTo(
                                model.sessions().getOrDefault(bucket, Set.of()).size());
            }
        });
    }

    private static Future<Void> flush() {
        return bench.link().send(Request.cmd(Command.FLUSHALL)).mapEmpty();
    }

    private String key(String bucket) {
        String[] parts = bucket.split("/", -1);
        return parts.length == 1
                ? keys.total(0, bucket)
                : keys.bucket(0, parts[0], Grain.valueOf(parts[1]), Long.parseLong(parts[2]));
    }

    private static final class OnContext implements Calls {
        @Override
        public <T> Future<T> await(Supplier<Future<T>> call) {
            return bench.settled(call);
        }
    }
}
