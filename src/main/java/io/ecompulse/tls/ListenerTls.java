package io.ecompulse.tls;

import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that a listener shows now. Looks at its files from time to time; what it has found twice the same, so that
 * no file is half written and no key is older than its certificate, is checked and given to the listener. Connections that
 * are open keep what they were opened with. Thread-safe.
 */
public final class ListenerTls {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerTls.class);
    /** Shorter than the month that is usual between renewals, long enough for a weekend. */
    private static final Duration EXPIRES_SOON = Duration.ofDays(14);

    private final Vertx vertx;
    private final TlsConfig config;
    private final boolean http2;
    private final Surroundings surroundings;
    private final AtomicBoolean followed = new AtomicBoolean();
    private volatile Identity identity;
    private volatile @Nullable String problem;
    /** What the last look found; touched by one look at a time. */
    private volatile @Nullable PemFiles seen;
    /** What was last given to the listener, or refused. */
    private volatile @Nullable PemFiles tried;

    /** What it reports to, and by which clock certificates expire. */
    public record Surroundings(MeterRegistry registry, Health health, InstantSource clock) {}

    private enum Outcome {
        LOADED,
        REFUSED
    }

    private ListenerTls(Vertx vertx, TlsConfig config, boolean http2, Surroundings surroundings, Identity identity) {
        this.vertx = vertx;
        this.config = config;
        this.http2 = http2;
        this.surroundings = surroundings;
        this.identity = identity;
        this.seen = identity.files();
        this.tried = identity.files();
    }

    /**
     * Reads the files. Fails with {@link UnusableCertificate}, whose message is for the operator.
     *
     * @param http2 whether the listener offers it
     */
    public static Future<ListenerTls> open(Vertx vertx, TlsConfig config, boolean http2, Surroundings surroundings) {
        return vertx.executeBlocking(
                        () -> Identity.of(
                                vertx,
                                config,
                                PemFiles.read(config),
                                surroundings.clock().instant()),
                        false)
                .map(identity -> {
                    ListenerTls tls = new ListenerTls(vertx, config, http2, surroundings, identity);
                    tls.report();
                    return tls;
                });
    }

    /** Makes a listener that starts now speak TLS. */
    public <O extends NetServerOptions> O secure(O listener) {
        return secure(listener, HandshakeGuard.OPEN);
    }

    /** The same, for whom the guard admits. */
    public <O extends NetServerOptions> O secure(O listener, HandshakeGuard guard) {
        ServerSSLOptions options = identity.options(config, http2);
        listener.setSsl(true)
                .setSslEngineOptions(new GuardedEngine(guard))
                .setKeyCertOptions(options.getKeyCertOptions())
                .setTrustOptions(options.getTrustOptions())
                .setClientAuth(options.getClientAuth())
                .setEnabledSecureTransportProtocols(options.getEnabledSecureTransportProtocols())
                .setUseAlpn(options.isUseAlpn())
                .setSslHandshakeTimeout(options.getSslHandshakeTimeout())
                .setSslHandshakeTimeoutUnit(options.getSslHandshakeTimeoutUnit());
        return listener;
    }

    /**
     * Gives every later certificate to the listener. Called on a verticle's context, it ends with that one. The listeners of
     * one port share their certificate: the first of them that calls is enough.
     */
    public void follow(Function<ServerSSLOptions, Future<?>> listener) {
        if (!followed.compareAndSet(false, true)) {
            return;
        }
        AtomicBoolean looking = new AtomicBoolean();
        vertx.setPeriodic(Math.max(1, config.reloadInterval().toMillis()), look -> {
            if (looking.compareAndSet(false, true)) {
                lookAgain(listener).onComplete(done -> looking.set(false));
            }
        });
    }

    private Future<Void> lookAgain(Function<ServerSSLOptions, Future<?>> listener) {
        return vertx.executeBlocking(this::changed, false)
                .compose(changed -> changed == null
                        ? Future.<Void>succeededFuture()
                        : listener.apply(changed.options(config, http2)).map(updated -> {
                            loaded(changed);
                            return null;
                        }))
                .recover(fault -> {
                    refused(fault);
                    return Future.succeededFuture();
                });
    }

    /** A new certificate, or null while there is none. */
    private @Nullable Identity changed() throws UnusableCertificate {
        PemFiles before = seen;
        PemFiles done = tried;
        seen = null; // Once they could not be read, they are looked at anew, even if they are back unchanged.
        tried = null;
        PemFiles found = PemFiles.read(config);
        seen = found;
        tried = done;
        if (!found.equals(before) || found.equals(done)) {
            return null;
        }
        tried = found;
        return Identity.of(vertx, config, found, surroundings.clock().instant());
    }

    private void loaded(Identity changed) {
        identity = changed;
        problem = null;
        count(Outcome.LOADED);
        LOG.info("The {} listener has a new certificate, which expires on {}", config.listener(), changed.expiry());
    }

    private void refused(Throwable fault) {
        String why = fault instanceof UnusableCertificate
                ? String.valueOf(fault.getMessage())
                : "the listener did not take it: " + fault.getClass().getSimpleName();
        if (why.equals(problem)) {
            return; // Told when it began.
        }
        problem = why;
        count(Outcome.REFUSED);
        LOG.warn("The {} listener keeps its old certificate: {}", config.listener(), why);
    }

    private void report() {
        Gauge.builder("ecompulse.tls.certificate.expiry", () -> left().toSeconds())
                .tag("listener", config.listener())
                .baseUnit("seconds")
                .description("Until the certificate expires; negative once it has")
                .register(surroundings.registry());
        for (Outcome outcome : Outcome.values()) {
            surroundings.registry().counter("ecompulse.tls.reloads", tags(outcome)); // zero before the first
        }
        surroundings.health().register("tls." + config.listener(), false, this::problem);
    }

    private @Nullable String problem() {
        Instant expiry = identity.expiry();
        String kept = problem;
        if (kept != null) {
            return "a new certificate was refused, the old one expires on " + expiry + ": " + kept;
        }
        return left().compareTo(EXPIRES_SOON) < 0 ? "the certificate expires on " + expiry : null;
    }

    private Duration left() {
        return Duration.between(surroundings.clock().instant(), identity.expiry());
    }

    private void count(Outcome outcome) {
        surroundings.registry().counter("ecompulse.tls.reloads", tags(outcome)).increment();
    }

    private String[] tags(Outcome outcome) {
        return new String[] {
            "listener", config.listener(), "outcome", outcome.name().toLowerCase(Locale.ROOT)
        };
    }
}
