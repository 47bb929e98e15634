package io.ecompulse.app;

import io.ecompulse.app.trace.Trace;
import io.ecompulse.app.trace.TraceQuery;
import io.ecompulse.insight.Insight;
import io.ecompulse.journal.EventSearch;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.warehouse.LoadSearch;
import io.ecompulse.warehouse.WarehouseConfig;
import io.ecompulse.warehouse.WarehouseService;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Traces events for the query API, one at a time: each reads a stretch of the journal. */
final class TraceDesk {
    private static final long ANSWER_MAX_SECONDS = 30;

    private final Stages stages;
    private final AtomicBoolean isBusy = new AtomicBoolean();

    TraceDesk(Stages stages) {
        this.stages = stages;
    }

    Future<String> find(Question.Asked asked) {
        Map<String, String> given = new HashMap<>();
        asked.parameters().forEach(given::put);
        EventSearch.Wanted wanted = TraceQuery.of(
                given,
                asked.reader().id(),
                stages.ground().surroundings().clock().instant());
        Optional<Insight> insight = stages.insight();
        if (insight.isEmpty()) {
            return Future.failedFuture(new IllegalStateException("still starting"));
        }
        if (!isBusy.compareAndSet(false, true)) {
            throw new IllegalArgumentException("another trace is under way, try again");
        }
        return stages.ground()
                .platform()
                .vertx()
                .executeBlocking(() -> trace(insight.get()).find(wanted), false)
                .onComplete(done -> isBusy.set(false));
    }

    private Trace trace(Insight insight) throws Exception {
        ProgramConfig config = stages.ground().config();
        LakeStore lake = config.lake().openStore();
        return new Trace(config.journal(), () -> await(insight.positions()), lake, path -> loadedAt(lake, path));
    }

    /** An embedded warehouse belongs to the process that runs it, and can be asked there only. */
    private Optional<String> loadedAt(LakeStore lake, String path) throws Exception {
        WarehouseConfig config = stages.ground().config().warehouse();
        Optional<WarehouseService> running = stages.warehouse();
        if (config.kind() == WarehouseConfig.Kind.DUCKDB && running.isPresent()) {
            return LoadSearch.loadedAt(await(running.get().query(LoadSearch.query(path), answer -> answer)));
        }
        if (config.kind() == WarehouseConfig.Kind.DUCKDB) {
            throw new IllegalStateException("the embedded warehouse belongs to another process");
        }
        return LoadSearch.loadedAt(config, lake, stages.ground().surroundings().clock(), path);
    }

    private static <T> T await(Future<T> answer) throws Exception {
        return answer.toCompletionStage().toCompletableFuture().get(ANSWER_MAX_SECONDS, TimeUnit.SECONDS);
    }
}
