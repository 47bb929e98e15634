package io.ecompulse.warehouse;

import io.ecompulse.lake.ReadableChain;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Owns the warehouse and its loader, on a worker of its own. */
final class WarehouseVerticle extends VerticleBase {
    private final WarehouseSetup setup;
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile @Nullable Context home;
    private volatile @Nullable Warehouse warehouse;
    private @Nullable Loader loader;

    WarehouseVerticle(WarehouseSetup setup) {
        this.setup = setup;
    }

    @Override
    public Future<?> start() throws WarehouseFault {
        WarehouseConfig config = setup.config();
        Warehouse opened = Warehouses.open(config, setup.lake(), setup.clock());
        try {
            opened.prepare();
        } catch (WarehouseFault fault) {
            opened.close();
            throw fault;
        }
        warehouse = opened;
        Loader started =
                new Loader(new ReadableChain(setup.lake()), opened, config.load(), setup.meters(), setup.clock());
        loader = started;
        Waiting waiting = started.waiting();
        setup.meters().gauge("waiting.markers", waiting, Waiting::markers);
        setup.meters()
                .gauge(
                        "waiting.seconds",
                        waiting,
                        of -> of.seconds(setup.clock().instant()));
        home = context;
        setup.health().register("warehouse", false, started::problem);
        vertx.setPeriodic(config.load().every().toMillis(), timer -> wake());
        wake();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() throws WarehouseFault {
        Warehouse open = warehouse;
        loader = null;
        if (open != null) {
            open.close();
        }
        return Future.succeededFuture();
    }

    /** Asks for a look at the chains, from any thread; asking again before it came adds nothing. */
    void wake() {
        Context worker = home;
        if (worker != null && woken.compareAndSet(false, true)) {
            worker.runOnContext(go -> pass());
        }
    }

    SqlAnswer query(String sql) {
        Warehouse open = warehouse;
        if (open instanceof DuckDbWarehouse embedded) {
            return new SqlQueries(embedded.database(), setup.config().sql(), this::afterTimeout).run(sql);
        }
        return new SqlAnswer.Refused(open == null ? "the warehouse is not open" : "ask Redshift itself");
    }

    /** Interrupting a query does not block, so an event loop's timer may do it. */
    private Runnable afterTimeout(Runnable task) {
        long timer = vertx.setTimer(setup.config().sql().timeout().toMillis(), fired -> task.run());
        return () -> vertx.cancelTimer(timer);
    }

    List<Watermark> watermarks() throws WarehouseFault {
        Warehouse open = warehouse;
        return open == null ? List.of() : open.watermarks();
    }

    private void pass() {
        woken.set(false);
        Loader running = loader;
        if (running != null && running.pass()) {
            wake();
        }
    }
}
