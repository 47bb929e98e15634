package io.ecompulse.aggregate;

import static io.ecompulse.aggregate.Shop.order;
import static io.ecompulse.aggregate.Shop.page;
import static org.awaitility.Awaitility.await;

import io.ecompulse.aggregate.Shop.Sale;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The stage as it is deployed, and its readers, on real Redis, with a journal in memory. */
abstract class DeployedAggregate {
    // Redis' own clock lets buckets end, so the shop sells now.
    final Instant now = InstantSource.system().instant();
    final Health health = new Health();

    RedisBench bench;
    MemoryJournal journal;
    AggregateReads reads;

    /** The Redis that is worked with. */
    RedisBench bench(Path folder) {
        return new RedisBench(folder);
    }

    @BeforeEach
    void start(@TempDir Path folder) {
        bench = bench(folder);
        journal = new MemoryJournal(bench.vertx());
        reads = AggregateReads.open(
                bench.vertx(),
                new AggregateReads.Setup(bench.config(), RedisBench.TOPIC, InstantSource.fixed(now), System::nanoTime));
    }

    @AfterEach
    void stop() {
        bench.await(reads::close);
        bench.close();
    }

    Aggregate deploy() {
        Aggregate.Setup setup = new Aggregate.Setup(
                bench.config(), RedisBench.TOPIC, journal, new SimpleMeterRegistry(), health, System::nanoTime);
        return bench.await(() -> Aggregate.deploy(bench.vertx(), setup));
    }

    /** As many sales as asked, one in four an order; the number of the first tells them apart. */
    List<Sale> sales(int first, int count) {
        List<Sale> sales = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            Sale sale = i % 4 == 0 ? order("o" + i, "EUR", "1.10") : page();
            sales.add(sale.by("v" + i % 7).at(now));
        }
        return sales;
    }

    void awaitAllSettled() {
        await().atMost(Duration.ofSeconds(30)).until(() -> journal.settled() == journal.size());
    }

    BucketTotals totals(Span span) {
        return bench.await(() -> reads.totals("dev", span));
    }
}
