package io.ecompulse.aggregate;

import io.ecompulse.aggregate.AggregateModel.Kind;
import io.ecompulse.aggregate.AggregateModel.Sent;
import io.ecompulse.aggregate.Replay.Mishap;
import io.ecompulse.aggregate.Replay.Plan;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What every store is fed with: any events, cut into any batches, with any mishaps between. */
abstract class AggregateModelCheck {
    private static final Duration AGE_MAX = Duration.ofHours(7);
    private static final Duration AGE_FAR = Duration.ofDays(500);

    @Provide
    Arbitrary<List<Sent>> events() {
        Arbitrary<Duration> ages =
                Arbitraries.longs().between(0, AGE_MAX.toSeconds()).map(Duration::ofSeconds);
        Arbitrary<Duration> farAges =
                Arbitraries.longs().between(0, AGE_FAR.toSeconds()).map(Duration::ofSeconds);
        // Close together, so that sessions go on and end.
        Arbitrary<Duration> arrivals = Arbitraries.longs().between(0, 8 * 3600).map(Duration::ofSeconds);
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.of("dev", "shop-2"),
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.of("EUR", "JPY", "KWD", "QQQ", "XXX"),
                        Arbitraries.integers().between(-500, 1_000_000),
                        Arbitraries.frequencyOf(
                                Tuple.of(4, Arbitraries.just(Duration.ZERO)), Tuple.of(3, ages), Tuple.of(1, farAges)),
                        arrivals)
                .as(Sent::new)
                .list()
                .ofMaxSize(60)
                // Arrivals grow along a partition.
                .map(list -> list.stream()
                        .sorted(Comparator.comparing(Sent::arrival))
                        .toList());
    }

    @Provide
    Arbitrary<Plan> plans() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 20).list().ofMaxSize(40),
                        Arbitraries.of(Mishap.class).list().ofMaxSize(20))
                .as(Plan::new);
    }
}
