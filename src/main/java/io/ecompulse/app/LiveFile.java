package io.ecompulse.app;

import io.ecompulse.config.SettingsException;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file says now. It is looked at again and again; one that cannot be used leaves the last good one in force, and log, health
 * and meters say so. Its readers may be on any thread.
 *
 * <p>A change counts only once two looks in a row have found the same, since the half of a file that an editor is still writing
 * may be a valid file with less in it.
 *
 * @param <T> what is read from the file
 */
final class LiveFile<T> implements Supplier<T> {
    private static final Logger LOG = LoggerFactory.getLogger(LiveFile.class);

    private final Format<T> format;
    private final Counter reloads;
    private final Counter failures;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile T current;
    private volatile @Nullable String problem;
    /** Both belong to whoever is looking. */
    private Look seen;

    private Look judged;

    /** How one file is read. Blocks. */
    interface Format<T> {
        /** As meters, health and log name it. */
        String name();

        /**
         * What tells one state of the file from another: equal for equal states.
         *
         * @throws SettingsException when there is none, in words that hold no secret
         */
        Object state() throws SettingsException;

        /**
         * Reads the file.
         *
         * @param state as {@link #state} found it
         * @throws SettingsException when it cannot be used, in words that hold no secret
         */
        T read(Object state) throws SettingsException;

        /** What the log says of it. */
        String words(T value);
    }

    /** The file as the process starts with it. */
    record Start<T>(Object state, T value) {
        /** @throws SettingsException when it cannot be used: a start has no last good one to fall back on */
        static <T> Start<T> of(Format<T> format) throws SettingsException {
            Object state = format.state();
            return new Start<>(state, format.read(state));
        }
    }

    /** What a look came to: a state of the file, or why there is none. */
    private record Look(boolean isThere, Object state) {}

    /** The health check is not critical: with the last good file the process can take traffic. */
    LiveFile(Format<T> format, Start<T> start, MeterRegistry registry, Health health) {
        this.format = format;
        this.current = start.value();
        this.seen = new Look(true, start.state());
        this.judged = seen;
        String meters = "ecompulse." + format.name();
        this.reloads = registry.counter(meters + ".reloads");
        this.failures = registry.counter(meters + ".reload.failures");
        Gauge.builder(meters + ".valid", () -> problem == null ? 1 : 0)
                .description("1 while the " + format.name() + " file on disk can be used")
                .register(registry);
        health.register(format.name(), false, () -> problem);
    }

    @Override
    public T get() {
        return current;
    }

    /** Looks at the file from now on, on a worker, until Vert.x closes. Zero: never. */
    void follow(Vertx vertx, Duration every) {
        if (!every.isZero()) {
            long timer = vertx.setPeriodic(every.toMillis(), tick -> lookOnWorker(vertx));
            LOG.debug("Timer {} looks at the {} file", timer, format.name());
        }
    }

    private void lookOnWorker(Vertx vertx) {
        if (looking.compareAndSet(false, true)) {
            try {
                vertx.<Void>executeBlocking(this::lookOnce, false)
                        .onComplete(looked -> looking.set(false))
                        .onFailure(fault -> LOG.error("The {} file could not be looked at", format.name(), fault));
            } catch (RejectedExecutionException ending) {
                looking.set(false); // Vert.x ends its workers before its timers.
            }
        }
    }

    private @Nullable Void lookOnce() {
        look();
        return null;
    }

    /** One look. Blocks; never two at a time. */
    void look() {
        Look found = found();
        boolean stoodStill = found.equals(seen);
        seen = found;
        if (stoodStill && !found.equals(judged)) {
            judged = found;
            judge(found);
        }
    }

    private Look found() {
        try {
            return new Look(true, format.state());
        } catch (SettingsException unreadable) {
            return new Look(false, String.join("; ", unreadable.problems()));
        }
    }

    private void judge(Look found) {
        if (!found.isThere()) {
            failed(found.state().toString());
            return;
        }
        try {
            T value = format.read(found.state());
            current = value;
            problem = null;
            LOG.info("The {} file is in force as it stands now: {}", format.name(), format.words(value));
            reloads.increment();
        } catch (SettingsException wrong) {
            failed(String.join("; ", wrong.problems()));
        }
    }

    /** @param why holds no secret */
    private void failed(String why) {
        problem = "the last good " + format.name() + " stay in force: " + why;
        LOG.error("The {} file cannot be used, the last good one stays in force: {}", format.name(), why);
        failures.increment();
    }
}
