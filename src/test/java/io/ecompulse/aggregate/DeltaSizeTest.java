package io.ecompulse.aggregate;

import static io.ecompulse.aggregate.Shop.NOON;
import static io.ecompulse.aggregate.Shop.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.AggregateModel.Sent;
import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.KeptEntries;
import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** No call of the script grows without a bound (I6). */
class DeltaSizeTest extends AggregateModelCheck {
    /** What stands in front of and between the lists, however short they are. */
    private static final int FRAME = 40;

    private final AggregateConfig config = Shop.config();
    private final List<Delta> applied = new ArrayList<>();

    private int size(Delta delta) {
        return new DeltaArguments("pointer", new RedisKeys("ecompulse", "events").generation(0, 0), config, delta)
                .size();
    }

    @Property(tries = 200)
    void weighsNoLessThanTheArgumentsThatItBecomes(@ForAll("events") List<Sent> sent) {
        Fold fold = new Fold(config, Shop::fails);
        AggregateModel.records(sent).forEach(fold::add);

        assertThat(size(new Delta(0, 0, 60, true, 0, 0, fold.content()))).isLessThanOrEqualTo(fold.weight() + FRAME);
    }

    @Example
    void cutsABatchWhoseEventsLieInTooManyMinutes() {
        List<JournalRecord> records = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            records.add(page().at(NOON.plus(Duration.ofMinutes(i))).record(i));
        }

        stage().take(new JournalBatch("events", 0, 0, records.size(), records));

        assertThat(applied).hasSizeGreaterThan(1).allSatisfy(delta -> assertThat(size(delta))
                .isLessThan(AggregateStage.WEIGHT_MAX + FRAME + 200));
        assertThat(applied.get(0).start()).isZero();
        for (int i = 1; i < applied.size(); i++) {
            assertThat(applied.get(i).start()).isEqualTo(applied.get(i - 1).end());
        }
        assertThat(applied.get(applied.size() - 1).end()).isEqualTo(records.size());
    }

    private AggregateStage stage() {
        AggregateStore store = new AggregateStore() {
            @Override
            public Future<OptionalLong> position(int partition) {
                return Future.succeededFuture(OptionalLong.empty());
            }

            @Override
            public Future<Void> rebuilding(int partition, long until) {
                return Future.succeededFuture();
            }

            @Override
            public Future<Verdict> apply(Delta delta) {
                applied.add(delta);
                return Future.succeededFuture(new Verdict.Applied());
            }
        };
        AggregateStage.Outlet outlet = new AggregateStage.Outlet(
                (partition, end) -> {},
                new KeptEntries(new ArrayList<>()).failed(Stage.AGGREGATE),
                new AggregateMeters(new SimpleMeterRegistry()));
        AggregateStage stage = new AggregateStage(config, store, outlet, () -> 0);
        stage.position(0);
        return stage;
    }
}
