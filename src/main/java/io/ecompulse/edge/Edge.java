package io.ecompulse.edge;

import io.ecompulse.config.Source;
import io.ecompulse.edge.address.Countries;
import io.ecompulse.edge.address.CountryConfig;
import io.ecompulse.edge.bot.BotCheck;
import io.ecompulse.tls.ListenerTls;
import io.ecompulse.tls.TlsConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The public listener, on as many event loops as configured. */
public final class Edge {
    private static final String CHECK = "edge";

    private final Vertx vertx;
    private final EdgeState state;
    private final List<EdgeVerticle> verticles;
    private final String deployment;
    private final BooksTelling books;
    private final long timer;

    private Edge(Vertx vertx, EdgeState state, List<EdgeVerticle> verticles, String deployment, BooksTelling books) {
        this.vertx = vertx;
        this.state = state;
        this.verticles = verticles;
        this.deployment = deployment;
        this.books = books;
        this.timer = vertx.setPeriodic(
                state.config().books().every().toMillis(), tick -> books.tell().onFailure(later -> {}));
    }

    /** Opens the listener. Completes when it takes requests; readiness is told by the check {@code edge}. */
    public static Future<Edge> deploy(Vertx vertx, EdgeConfig config, EdgeServices services) {
        return countries(vertx, config, services)
                .compose(countries -> vertx.executeBlocking(() -> BotCheck.read(config.agentsMax()))
                        .compose(bots -> listen(vertx, EdgeState.of(config, services, bots, countries.orElse(null)))));
    }

    private static Future<Optional<Countries>> countries(Vertx vertx, EdgeConfig config, EdgeServices services) {
        CountryConfig country = config.country();
        return country == null
                ? Future.succeededFuture(Optional.empty())
                : Countries.open(
                                vertx,
                                country,
                                new Countries.Surroundings(services.registry(), services.health(), services.clock()))
                        .map(Optional::of);
    }

    private static Future<Edge> listen(Vertx vertx, EdgeState state) {
        EdgeConfig config = state.config();
        EdgeServices services = state.services();
        AtomicBoolean listening = new AtomicBoolean();
        services.health().register(CHECK, true, () -> problem(state, listening.get()));
        List<EdgeVerticle> verticles = new CopyOnWriteArrayList<>();
        int loops = config.loops() == 0 ? Runtime.getRuntime().availableProcessors() : config.loops();
        // A negative port is a free one, shared by all who listen with the same number.
        int port = config.port() == 0 ? -1 - services.random().nextInt(Integer.MAX_VALUE - 1) : config.port();
        return tls(vertx, config, services)
                .compose(tls -> vertx.deployVerticle(
                        () -> {
                            EdgeVerticle verticle = new EdgeVerticle(state, port, tls);
                            verticles.add(verticle);
                            return verticle;
                        },
                        new DeploymentOptions().setInstances(loops)))
                .map(deployment -> {
                    listening.set(true);
                    return new Edge(vertx, state, verticles, deployment, books(state));
                });
    }

    private static Future<Optional<ListenerTls>> tls(Vertx vertx, EdgeConfig config, EdgeServices services) {
        TlsConfig tls = config.tls();
        return tls == null
                ? Future.succeededFuture(Optional.empty())
                : ListenerTls.open(
                                vertx,
                                tls,
                                true,
                                new ListenerTls.Surroundings(services.registry(), services.health(), services.clock()))
                        .map(Optional::of);
    }

    private static BooksTelling books(EdgeState state) {
        AcceptedBooks accepted = state.intake().books();
        state.meters().forgotten(accepted::forgotten);
        return new BooksTelling(
                state.services(), state.meters(), accepted, state.config().id());
    }

    /**
     * Says what would become of a request of the reader's source. Keeps nothing of it, and nothing else hears of it: no rate, no
     * memory for duplicates, no meter.
     */
    public Future<Explanation> explain(DescribedRequest request, Source reader) {
        return new Explainer(vertx, state).explain(request, reader);
    }

    /** The port it listens on. */
    public int port() {
        return verticles.get(0).actualPort();
    }

    /**
     * Ends in order: new work is refused with {@code draining}, streams are told to go away, what is in flight is answered,
     * the listener closes. Each of the two waits takes at most half of {@code bound}; what is left then is cut.
     */
    public Future<Void> drain(Duration bound) {
        state.draining().set(true);
        Duration half = bound.dividedBy(2);
        return Future.join(
                        verticles.stream().map(verticle -> verticle.drain(half)).toList())
                .transform(drainedOrCut -> vertx.undeploy(deployment))
                .eventually(() -> closeBooks(half));
    }

    /** What was accepted until the end is told before the journal closes; a Kafka that is away is not waited for. */
    private Future<Void> closeBooks(Duration bound) {
        vertx.cancelTimer(timer);
        return books.tellAll()
                .timeout(Math.max(1, bound.toMillis()), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private static @Nullable String problem(EdgeState state, boolean listening) {
        if (state.draining().get()) {
            return "the edge is draining";
        }
        return listening ? null : "the edge is not listening yet";
    }
}
