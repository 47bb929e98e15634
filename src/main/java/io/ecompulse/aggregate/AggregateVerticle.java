package io.ecompulse.aggregate;

import io.ecompulse.journal.FailedRecords;
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
    private long checking;

    AggregateVerticle(Vertx vertx, Aggregate.Setup setup) {
        this.setup = setup;
        this.reader = setup.journal().reader(Stage.AGGREGATE, setup.config().group());
        this.link = new RedisLink(vertx, setup.config(), setup.nanos());
    }

    @Override
    public Future<?> start() {
        setup.health().register("redis", false, link::problem);
        AggregateStore store = new RedisAggregateStore(link, setup.config(), setup.topic());
        AggregateMeters meters = new AggregateMeters(setup.registry());
        AggregateStage stage = new AggregateStage(
                setup.config(),
                store,
                new AggregateStage.Outlet(reader, new FailedRecords(setup.journal(), Stage.AGGREGATE), meters),
                setup.nanos());
        FenceCheck check = new FenceCheck(stage, store, reader, meters);
        link.whenOpened(check::run);
        checking = vertx.setPeriodic(setup.config().redis().fenceCheck().toMillis(), tick -> check.run());
        return link.connect()
                .recover(fault -> fault instanceof RedisRefused ? Future.failedFuture(fault) : Future.succeededFuture())
                .compose(checked -> reader.open(stage));
    }

    @Override
    public Future<?> stop() {
        vertx.cancelTimer(checking);
        return reader.close().eventually(link::close);
    }
}
