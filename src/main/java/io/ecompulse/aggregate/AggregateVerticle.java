package io.ecompulse.aggregate;

import io.ecompulse.journal.JournalReader;
import io.ecompulse.telemetry.Stage;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

/** Owns one reader of the journal and its connection to Redis. Starts without Redis, but refuses one that may evict keys. */
final class AggregateVerticle extends VerticleBase {
    private final Aggregate.Setup setup;
    private final JournalReader reader;
    private final RedisLink link;

    AggregateVerticle(Vertx vertx, Aggregate.Setup setup) {
        this.setup = setup;
        this.reader = setup.journal().reader(Stage.AGGREGATE, setup.config().group());
        this.link = new RedisLink(vertx, setup.config(), setup.nanos());
    }

    @Override
    public Future<?> start() {
        setup.health().register("redis", false, link::problem);
        AggregateStage stage = new AggregateStage(
                setup.config(),
                new RedisAggregateStore(link, setup.config(), setup.topic()),
                reader,
                new AggregateMeters(setup.registry()),
                setup.nanos());
        return link.connect()
                .recover(fault -> fault instanceof RedisRefused ? Future.failedFuture(fault) : Future.succeededFuture())
                .compose(checked -> reader.open(stage));
    }

    @Override
    public Future<?> stop() {
        return reader.close().eventually(link::close);
    }
}
