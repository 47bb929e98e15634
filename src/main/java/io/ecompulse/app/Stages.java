package io.ecompulse.app;

import io.ecompulse.aggregate.Aggregate;
import io.ecompulse.aggregate.AggregateReads;
import io.ecompulse.config.Sources;
import io.ecompulse.config.SuppressedSubjects;
import io.ecompulse.edge.Edge;
import io.ecompulse.edge.EdgeServices;
import io.ecompulse.insight.Insight;
import io.ecompulse.insight.Live;
import io.ecompulse.insight.TailFilter;
import io.ecompulse.journal.Journal;
import io.ecompulse.journal.JournalConfig;
import io.ecompulse.lake.Lake;
import io.ecompulse.lake.LakeSetup;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.telemetry.Health;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.ecompulse.warehouse.WarehouseService;
import io.ecompulse.warehouse.WarehouseSetup;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stages of the roles at hand: started one after the other, each remembering how it is stopped. */
final class Stages {
    private static final Logger LOG = LoggerFactory.getLogger(Stages.class);

    private final Ground ground;
    private final Vertx vertx;
    /** Belongs to no verticle. */
    private final Context home;

    private final SecureRandom random = new SecureRandom();
    /** The last started is stopped first. */
    private final Deque<Stop> stops = new ArrayDeque<>();

    private volatile @Nullable Journal journal;
    private volatile @Nullable WarehouseService warehouse;
    private volatile @Nullable Lake lake;
    private volatile @Nullable Insight insight;
    private volatile @Nullable Edge edge;

    /** What all stages stand on. */
    record Ground(
            Platform platform,
            ProgramConfig config,
            Set<Role> roles,
            Health health,
            Supplier<Sources> sources,
            Supplier<SuppressedSubjects> subjects,
            Program.Surroundings surroundings) {}

    private record Stop(String stage, Supplier<Future<Void>> stop) {}

    Stages(Ground ground) {
        this.ground = ground;
        this.vertx = ground.platform().vertx();
        this.home = vertx.getOrCreateContext();
    }

    Ground ground() {
        return ground;
    }

    Future<Void> start() {
        return atHome(this::openJournal)
                .compose(opened -> openLakeAndWarehouse())
                .compose(opened -> when(Role.AGGREGATE, this::openAggregate))
                .compose(opened -> when(Role.INSIGHT, this::openInsight))
                .compose(opened -> when(Role.EDGE, this::openEdge));
    }

    /** Stops in the opposite order. A stage that fails to stop is logged and does not keep the others running. */
    Future<Void> stop() {
        Future<Void> stopped = Future.succeededFuture();
        while (!stops.isEmpty()) {
            Stop next = stops.pop();
            stopped = stopped.compose(before -> next.stop().get()).recover(fault -> {
                LOG.error("Stopping {} failed", next.stage(), fault);
                return Future.succeededFuture();
            });
        }
        return stopped;
    }

    int httpPort() {
        Edge listening = edge;
        return listening == null ? 0 : listening.port();
    }

    Optional<Edge> edge() {
        return Optional.ofNullable(edge);
    }

    Optional<Insight> insight() {
        return Optional.ofNullable(insight);
    }

    Optional<Lake> lake() {
        return Optional.ofNullable(lake);
    }

    Optional<WarehouseService> warehouse() {
        return Optional.ofNullable(warehouse);
    }

    /** See {@link LiveFeed}; a process without insight has nothing to tell. */
    Future<LiveFeed.Following> follow(String source, Consumer<String> reader) {
        Insight opened = insight;
        return opened == null
                ? Future.failedFuture(new IllegalStateException("there is no insight in this process"))
                : opened.live().subscribe(source, reader).map(Stages::following);
    }

    private static LiveFeed.Following following(Live.Subscription subscription) {
        return new LiveFeed.Following() {
            @Override
            public void filter(Map<String, String> filter) {
                subscription.filter(Questions.understood(TailFilter.parse(filter.entrySet())));
            }

            @Override
            public void end() {
                subscription.cancel().onFailure(gone -> {});
            }
        };
    }

    private Future<Void> openJournal() {
        boolean isNeeded = has(Role.EDGE) || has(Role.AGGREGATE) || has(Role.LAKE);
        return !isNeeded
                ? Future.succeededFuture()
                : new JournalStart(ground).open().map(opened -> {
                    journal = opened;
                    stops.push(new Stop("journal", opened::close));
                    return null;
                });
    }

    private Future<Void> openLakeAndWarehouse() {
        if (!has(Role.LAKE) && !has(Role.WAREHOUSE)) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> ground.config().lake().openStore(), false)
                .compose(store -> when(Role.WAREHOUSE, () -> openWarehouse(store))
                        .compose(opened -> when(Role.LAKE, () -> openLake(store))));
    }

    private Future<Void> openWarehouse(LakeStore store) {
        WarehouseSetup setup = new WarehouseSetup(
                vertx,
                ground.config().warehouse(),
                store,
                meters(Stage.WAREHOUSE),
                ground.health(),
                ground.surroundings().clock());
        return WarehouseService.deploy(setup).map(opened -> {
            warehouse = opened;
            stops.push(new Stop("warehouse", opened::close));
            return null;
        });
    }

    private Future<Void> openLake(LakeStore store) {
        WarehouseService loader = warehouse;
        LakeSetup setup = new LakeSetup(
                vertx,
                opened(journal),
                topics(),
                ground.config().lake(),
                store,
                ground.platform().registry(),
                ground.health(),
                ground.surroundings().clock(),
                random,
                loader == null ? () -> {} : loader::wake);
        return Lake.deploy(setup).map(opened -> {
            lake = opened;
            stops.push(new Stop("lake", opened::close));
            return null;
        });
    }

    private LakeSetup.Topics topics() {
        JournalConfig.Topics topics = ground.config().journal().topics();
        return new LakeSetup.Topics(topics.events(), topics.failed());
    }

    private Future<Void> openAggregate() {
        Aggregate.Setup setup = new Aggregate.Setup(
                ground.config().aggregate(),
                ground.config().journal().topics().events(),
                opened(journal),
                ground.platform().registry(),
                ground.health(),
                nanos());
        return Aggregate.deploy(vertx, setup).map(opened -> {
            stops.push(new Stop("aggregate", opened::close));
            return null;
        });
    }

    private Future<Void> openInsight() {
        ProgramConfig config = ground.config();
        AggregateReads.Setup reads = new AggregateReads.Setup(
                config.aggregate(),
                config.journal().topics().events(),
                ground.surroundings().clock(),
                nanos());
        Insight opened = Insight.open(
                vertx,
                config.insight(),
                config.journal(),
                reads,
                ground.health(),
                ground.platform().registry());
        insight = opened;
        stops.push(new Stop("insight", opened::close));
        return Future.succeededFuture();
    }

    private Future<Void> openEdge() {
        EdgeServices services = new EdgeServices(
                ground.sources(),
                ground.subjects(),
                opened(journal),
                ground.platform().registry(),
                ground.health(),
                ground.surroundings().clock(),
                nanos(),
                random,
                ground.surroundings().version());
        return Edge.deploy(vertx, ground.config().edge(), services).map(opened -> {
            edge = opened;
            stops.push(new Stop("edge", () -> opened.drain(ground.config().drainTimeout())));
            return null;
        });
    }

    private boolean has(Role role) {
        return ground.roles().contains(role);
    }

    private Future<Void> when(Role role, Supplier<Future<Void>> start) {
        return has(role) ? atHome(start) : Future.succeededFuture();
    }

    /** What is deployed on a verticle's context would be its child, and go when that one goes. */
    private Future<Void> atHome(Supplier<Future<Void>> start) {
        Promise<Void> started = Promise.promise();
        home.runOnContext(here -> start.get().onComplete(started));
        return started.future();
    }

    private StageMeters meters(Stage stage) {
        return new StageMeters(ground.platform().registry(), stage);
    }

    private LongSupplier nanos() {
        return ground.platform().registry().config().clock()::monotonicTime;
    }

    private static Journal opened(@Nullable Journal journal) {
        return Objects.requireNonNull(journal, "the journal opens before the stages that use it");
    }
}
