package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.AggregateModel.Sent;
import io.ecompulse.aggregate.RedisKeys.Generation;
import io.ecompulse.aggregate.Replay.Calls;
import io.ecompulse.aggregate.Replay.Mishap;
import io.ecompulse.aggregate.Replay.Plan;
import io.ecompulse.journal.JournalRecord;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Numbers in memory equal the model, whatever happens on the way (I3, I4, I7). */
class AggregateModelTest extends AggregateModelCheck {
    private static final Calls DIRECT = new Calls() {
        @Override
        public <T> Future<T> await(Supplier<Future<T>> call) {
            return call.get();
        }
    };

    private final AggregateConfig config = Shop.config();

    @Property(tries = 400)
    void numbersEqualTheModelWhateverHappens(@ForAll("events") List<Sent> sent, @ForAll("plans") Plan plan) {
        MemoryAggregateStore store = new MemoryAggregateStore(config);

        Replay replay = new Replay(config, store, store::flush, DIRECT, plan);
        replay.run(AggregateModel.records(sent));
        heal(replay, store, sent);

        assertEqualsModel(store, AggregateModel.of(sent, config));
    }

    @Example
    void eachMishapAtEachStepLosesAndDoublesNothing() {
        List<Sent> sent = events().sample();
        for (Mishap mishap : Mishap.values()) {
            for (int step = 0; step < 6; step++) {
                List<Mishap> mishaps = Stream.concat(
                                IntStream.range(0, step).mapToObj(i -> Mishap.NONE), Stream.of(mishap))
                        .toList();
                MemoryAggregateStore store = new MemoryAggregateStore(config);
                Plan plan = new Plan(List.of(7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7), mishaps);

                Replay replay = new Replay(config, store, store::flush, DIRECT, plan);
                replay.run(AggregateModel.records(sent));
                heal(replay, store, sent);

                assertEqualsModel(store, AggregateModel.of(sent, config));
            }
        }
    }

    /** A store that forgot everything after the last batch heals with the next one, so there is another. */
    private void heal(Replay replay, MemoryAggregateStore store, List<Sent> sent) {
        List<JournalRecord> records = AggregateModel.records(sent);
        while (!records.isEmpty() && store.position(0).result().isEmpty()) {
            replay.run(records);
        }
    }

    private static void assertEqualsModel(MemoryAggregateStore store, AggregateModel model) {
        Generation keys = store.generation(0);
        model.buckets().forEach((bucket, fields) -> {
            String[] parts = bucket.split("/", -1);
            boolean total = parts.length == 1;
            String key = total
                    ? keys.total(bucket)
                    : keys.bucket(parts[0], Grain.valueOf(parts[1]), Long.parseLong(parts[2]));
            assertThat(store.bucket(key)).as(bucket).isEqualTo(fields);
            assertThat(store.distinct(key + Generation.VISITORS)).isEqualTo(model.visitors(bucket));
            assertThat(store.distinct(key + Generation.SESSIONS)).as(bucket).isEqualTo(model.sessions(bucket));
            if (total || Grain.valueOf(parts[1]) != Grain.MINUTE) {
                for (FunnelStep step : FunnelStep.values()) {
                    assertThat(store.distinct(Generation.funnel(key, step))).isEqualTo(model.funnel(bucket, step));
                }
            }
            if (!total && Grain.valueOf(parts[1]) != Grain.MINUTE) {
                for (TopKind kind : TopKind.values()) {
                    assertThat(store.top(key, kind)).isEqualTo(model.top(bucket, kind));
                }
            }
        });
    }
}
