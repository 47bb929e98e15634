package io.ecompulse.app;

import io.ecompulse.config.Settings;
import io.ecompulse.config.SettingsException;
import io.ecompulse.telemetry.Health;
import io.ecompulse.tls.ListenerTls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A running set of roles. Starts downstream first and stops upstream first, so that nothing is handed to a stage that is not
 * there: management, journal, warehouse, lake, aggregate, insight, edge; and back.
 */
public final class Program {
    private final Platform platform;
    private final ProgramConfig config;
    private final Stages stages;
    private final ManagementVerticle management;
    private final AtomicBoolean started;

    private Program(
            Platform platform,
            ProgramConfig config,
            Stages stages,
            ManagementVerticle management,
            AtomicBoolean started) {
        this.platform = platform;
        this.config = config;
        this.stages = stages;
        this.management = management;
        this.started = started;
    }

    /**
     * What a program takes from outside.
     *
     * @param version of the program, shown in metrics and on failed events
     * @param development whether the well-known development keys and the SQL question are allowed
     * @param fatal ends the process without a drain; called, with a sentence, when going on could lose what was acknowledged
     */
    public record Surroundings(InstantSource clock, String version, boolean development, Consumer<String> fatal) {}

    /**
     * Starts. Everything that is wrong with the settings is told at once, before anything runs; a start that fails half way
     * stops what it had started.
     */
    public static Future<Program> start(Settings settings, Set<Role> roles, Surroundings surroundings)
            throws SettingsException {
        ProgramConfig config = ProgramConfig.from(settings);
        settings.check();
        LiveSources.First first = LiveSources.First.read(config.sources(), surroundings.development());
        LiveSubjects.First listed = LiveSubjects.First.read(
                config.subjects().file(), config.subjects().max());
        Platform platform = Platform.create(surroundings.version());
        Health health = new Health();
        LiveSources sources = new LiveSources(first, platform.registry(), health);
        sources.follow(platform.vertx(), config.sourcesEvery());
        LiveSubjects subjects = new LiveSubjects(listed, platform.registry(), health);
        subjects.follow(platform.vertx(), config.sourcesEvery());
        AtomicBoolean started = new AtomicBoolean();
        Stages stages = new Stages(new Stages.Ground(platform, config, roles, health, sources, subjects, surroundings));
        ManagementVerticle management = management(stages, started);
        Program program = new Program(platform, config, stages, management, started);
        // Of no context: a failed start is told after Vert.x has closed, when no context runs anything any more.
        Promise<Program> told = Promise.promise();
        platform.vertx()
                .deployVerticle(management)
                .compose(deployed -> stages.start())
                .onSuccess(up -> {
                    started.set(true);
                    told.complete(program);
                })
                .onFailure(fault -> program.stop().onComplete(stopped -> told.fail(fault)));
        return told.future();
    }

    private static ManagementVerticle management(Stages stages, AtomicBoolean started) {
        Stages.Ground ground = stages.ground();
        Tokens tokens = new Tokens(ground.sources());
        LiveSocket live = new LiveSocket(ground.platform().vertx(), tokens, stages::follow);
        return new ManagementVerticle(
                ground.config().management(),
                new HealthRoutes(
                        ground.health(), started::get, ground.platform().registry()),
                new ApiRoutes(
                        tokens,
                        new Questions(stages).byName(),
                        live,
                        ground.config().insight().fresh()),
                new PageRoutes(),
                new ListenerTls.Surroundings(
                        ground.platform().registry(),
                        ground.health(),
                        ground.surroundings().clock()));
    }

    public Vertx vertx() {
        return platform.vertx();
    }

    /** Where clients send; 0 when this process has no edge. */
    public int httpPort() {
        return stages.httpPort();
    }

    public int managementPort() {
        return management.port();
    }

    /** How long {@link #stop} may take before whoever called it gives up. */
    public Duration shutdownTimeout() {
        return config.shutdownTimeout();
    }

    /** Drains: not ready, edge, journal flushed, windows committed, readers closed, warehouse, at last this listener. */
    public Future<Void> stop() {
        started.set(false);
        return stages.stop().eventually(() -> platform.vertx().close());
    }
}
