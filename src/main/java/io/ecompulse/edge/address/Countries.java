package io.ecompulse.edge.address;

import io.ecompulse.event.Slice;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The countries of addresses, by the file as it was last found good. Looks at the file from time to time; what it has found twice
 * the same, so that none is half written, is read anew. Thread-safe.
 */
public final class Countries {
    private static final Logger LOG = LoggerFactory.getLogger(Countries.class);
    private static final String CHECK = "edge.country";

    private final Vertx vertx;
    private final CountryConfig config;
    private final Surroundings surroundings;
    private final AtomicBoolean followed = new AtomicBoolean();
    private volatile CountryDatabase database;
    private volatile @Nullable String problem;
    /** What the last look found, and what was last read or refused; touched by one look at a time. */
    private volatile CountryDatabase.@Nullable Stamp seen;

    private volatile CountryDatabase.@Nullable Stamp tried;

    /** What it reports to. */
    public record Surroundings(MeterRegistry registry, Health health, InstantSource clock) {}

    private enum Outcome {
        LOADED,
        REFUSED
    }

    private record Opened(CountryDatabase database, CountryDatabase.Stamp stamp) {}

    private Countries(Vertx vertx, CountryConfig config, Surroundings surroundings, Opened opened) {
        this.vertx = vertx;
        this.config = config;
        this.surroundings = surroundings;
        this.database = opened.database();
        this.seen = opened.stamp();
        this.tried = opened.stamp();
    }

    /** Reads the file. Fails with {@link UnusableDatabase}, whose message is for the operator. */
    public static Future<Countries> open(Vertx vertx, CountryConfig config, Surroundings surroundings) {
        return vertx.executeBlocking(
                        () -> {
                            CountryDatabase.Stamp stamp = CountryDatabase.stamp(config);
                            return new Opened(CountryDatabase.read(config), stamp);
                        },
                        false)
                .map(opened -> {
                    Countries countries = new Countries(vertx, config, surroundings, opened);
                    countries.report();
                    return countries;
                });
    }

    /** Whether events may have a country whose address must not be kept. */
    public boolean withoutAddress() {
        return config.withoutAddress();
    }

    /** Two letters of ISO 3166-1; null for what is no address or not known. */
    public @Nullable String of(Slice address) {
        return database.of(address);
    }

    /** Looks at the file from now on. Called on a verticle's context, it ends with that one; the first call is enough. */
    public void follow() {
        if (!followed.compareAndSet(false, true)) {
            return;
        }
        AtomicBoolean looking = new AtomicBoolean();
        vertx.setPeriodic(Math.max(1, config.reloadInterval().toMillis()), look -> {
            if (looking.compareAndSet(false, true)) {
                vertx.executeBlocking(this::changed, false)
                        .onSuccess(this::loaded)
                        .onFailure(this::refused)
                        .onComplete(done -> looking.set(false));
            }
        });
    }

    /** What the file became, or null while it is what it was, or is still being written. */
    private @Nullable CountryDatabase changed() throws UnusableDatabase {
        CountryDatabase.Stamp before = seen;
        CountryDatabase.Stamp done = tried;
        seen = null; // Once it could not be found, it is read anew, even if it is back unchanged.
        tried = null;
        CountryDatabase.Stamp found = CountryDatabase.stamp(config);
        seen = found;
        tried = done;
        if (!found.equals(before) || found.equals(done)) {
            return null;
        }
        tried = found;
        return CountryDatabase.read(config);
    }

    private void loaded(@Nullable CountryDatabase changed) {
        if (changed != null) {
            database = changed;
            problem = null;
            count(Outcome.LOADED);
            LOG.info("Countries are read from a new database, built at {}", changed.builtAt());
        }
    }

    private void refused(Throwable fault) {
        String why = fault instanceof UnusableDatabase
                ? String.valueOf(fault.getMessage())
                : fault.getClass().getSimpleName();
        if (why.equals(problem)) {
            return; // Told when it began.
        }
        problem = why;
        count(Outcome.REFUSED);
        LOG.warn("Countries are read from the old database: {}", why);
    }

    private void report() {
        Gauge.builder("ecompulse.country.database.age", () -> age().toSeconds())
                .baseUnit("seconds")
                .description("Since the makers of the database in use built it")
                .register(surroundings.registry());
        for (Outcome outcome : Outcome.values()) {
            surroundings.registry().counter("ecompulse.country.reloads", "outcome", tag(outcome)); // zero at first
        }
        surroundings.health().register(CHECK, false, () -> problem);
    }

    private Duration age() {
        return Duration.between(database.builtAt(), surroundings.clock().instant());
    }

    private void count(Outcome outcome) {
        surroundings
                .registry()
                .counter("ecompulse.country.reloads", "outcome", tag(outcome))
                .increment();
    }

    private static String tag(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
