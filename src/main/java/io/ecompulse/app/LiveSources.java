package io.ecompulse.app;

import io.ecompulse.config.SettingsException;
import io.ecompulse.config.Sources;
import io.ecompulse.config.SourcesFile;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sources now in force. Their file is looked at again and again; one that cannot be used leaves the last good one in force,
 * and log, health and meters say so. Its readers may be on any thread.
 *
 * <p>It goes by the file's content, not by its time: a mounted Kubernetes ConfigMap is changed by turning a link. And content
 * counts only once two looks in a row have seen it, since the half of a file that an editor is still writing may be a valid
 * file with fewer keys.
 */
final class LiveSources implements Supplier<Sources> {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSources.class);
    private static final String CHECK = "sources";

    private final First first;
    private final Counter reloads;
    private final Counter failures;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Sources current;
    private volatile @Nullable String problem;
    /** Both belong to whoever is looking. */
    private Content seen;

    private Content judged;

    /** The file as the process starts with it. */
    record First(Path file, boolean development, String text, Sources sources) {
        /** @throws SettingsException when it cannot be used: a start has no last good one to fall back on */
        static First read(Path file, boolean development) throws SettingsException {
            String text = SourcesFile.text(file);
            return new First(file, development, text, SourcesFile.parse(text, development));
        }
    }

    /** What a look came to: the text of the file, or why there is none. */
    private record Content(boolean isText, String words) {}

    /** The health check is not critical: with the last good sources the process can take traffic. */
    LiveSources(First first, MeterRegistry registry, Health health) {
        this.first = first;
        this.current = first.sources();
        this.seen = new Content(true, first.text());
        this.judged = seen;
        this.reloads = registry.counter("ecompulse.sources.reloads");
        this.failures = registry.counter("ecompulse.sources.reload.failures");
        Gauge.builder("ecompulse.sources.valid", () -> problem == null ? 1 : 0)
                .description("1 while the sources file on disk can be used")
                .register(registry);
        health.register(CHECK, false, () -> problem);
    }

    @Override
    public Sources get() {
        return current;
    }

    /** Looks at the file from now on, on a worker, until Vert.x closes. Zero: never. */
    void follow(Vertx vertx, Duration every) {
        if (!every.isZero()) {
            long timer = vertx.setPeriodic(every.toMillis(), tick -> lookOnWorker(vertx));
            LOG.debug("Timer {} looks at the sources file", timer);
        }
    }

    private void lookOnWorker(Vertx vertx) {
        if (looking.compareAndSet(false, true)) {
            vertx.<Void>executeBlocking(
                            () -> {
                                look();
                                return null;
                            },
                            false)
                    .onComplete(looked -> looking.set(false))
                    .onFailure(fault -> LOG.error("The sources file could not be looked at", fault));
        }
    }

    /** One look. Blocks; never two at a time. */
    void look() {
        Content found = content();
        boolean stoodStill = found.equals(seen);
        seen = found;
        if (stoodStill && !found.equals(judged)) {
            judged = found;
            judge(found);
        }
    }

    private Content content() {
        try {
            return new Content(true, SourcesFile.text(first.file()));
        } catch (SettingsException unreadable) {
            return new Content(false, String.join("; ", unreadable.problems()));
        }
    }

    private void judge(Content found) {
        if (!found.isText()) {
            failed(found.words());
            return;
        }
        try {
            Sources sources = SourcesFile.parse(found.words(), first.development());
            current = sources;
            problem = null;
            LOG.info(
                    "The sources file is in force as it stands now: {} sources, keys: {}",
                    sources.all().size(),
                    sources.keys().tag());
            reloads.increment();
        } catch (SettingsException wrong) {
            failed(String.join("; ", wrong.problems()));
        }
    }

    /** @param why names no key and no token */
    private void failed(String why) {
        problem = "the last good sources stay in force: " + why;
        LOG.error("The sources file cannot be used, the last good one stays in force: {}", why);
        failures.increment();
    }
}
