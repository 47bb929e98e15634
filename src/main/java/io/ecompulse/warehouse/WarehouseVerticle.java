package io.ecompulse.warehouse;

import io.ecompulse.lake.CommitChain;
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
    private volatile @Nullable DuckDbWarehouse warehouse;
    private @Nullable Loader loader;

    WarehouseVerticle(WarehouseSetup setup) {
        this.setup = setup;
    }

    @Override
    public Future<?> start() throws WarehouseFault {
        WarehouseConfig config = setup.config();
        DuckDbWarehouse opened = DuckDbWarehouse.open(config.duckDb(), setup.lake(), setup.clock());
        try {
            opened.prepare();
        } catch (WarehouseFault fault) {
            opened.close();
            throw fault;
        }
        warehouse = opened;
        Loader started = new Loader(new CommitChain(setup.lake()), opened, config, setup.meters(), setup.clock());
        loader = started;
        home = context;
        setup.health().register("warehouse", false, started::problem);
        vertx.setPeriodic(config.every().toMillis(), timer -> wake());
        wake();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() throws WarehouseFault {
        DuckDbWarehouse open = warehouse;
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
        DuckDbWarehouse open = warehouse;
        return open == null
                ? new SqlAnswer.Refused("the warehouse is not open")
                : new SqlQueries(open.database(), setup.config().sql(), this::afterTimeout).run(sql);
    }

    /** Interrupting a query does not block, so an event loop's timer may do it. */
    private Runnable afterTimeout(Runnable task) {
        long timer = vertx.setTimer(setup.config().sql().timeout().toMillis(), fired -> task.run());
        return () -> vertx.cancelTimer(timer);
    }

    List<Watermark> watermarks() throws WarehouseFault {
        DuckDbWarehouse open = warehouse;
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
