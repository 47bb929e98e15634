package io.ecompulse.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Vert.x and the meter registry it reports to. */
record Platform(Vertx vertx, PrometheusMeterRegistry registry) {
    private static final int BLOCKED_MILLIS = 500;

    static Platform create(String version) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(new Buckets());
        bind(registry, version);
        VertxOptions options = new VertxOptions()
                // The listener's address tells the public one from the management one; without it they share one gauge.
                .setMetricsOptions(
                        new MicrometerMetricsOptions().setEnabled(true).addLabels(Label.LOCAL))
                // I9: half a second on a loop is a fault; the checker logs its stack.
                .setMaxEventLoopExecuteTime(BLOCKED_MILLIS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS);
        Vertx vertx = Vertx.builder()
                .with(options)
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
        return new Platform(vertx, registry);
    }

    @SuppressWarnings("resource") // The collector's listeners live as long as the process.
    private static void bind(PrometheusMeterRegistry registry, String version) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("ecompulse.build.info", () -> 1)
                .tag("version", version)
                .description("Always 1; the tag says which version runs")
                .register(registry);
    }

    /** Vert.x reports response times without buckets, from which no percentile can be had (facts: ops.md §0.5). */
    private static final class Buckets implements MeterFilter {
        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            if (!id.getName().equals("vertx.http.server.response.time")) {
                return config;
            }
            return DistributionStatisticConfig.builder()
                    .percentilesHistogram(true)
                    .minimumExpectedValue((double) Duration.ofMillis(1).toNanos())
                    .maximumExpectedValue((double) Duration.ofSeconds(30).toNanos())
                    .build()
                    .merge(config);
        }
    }
}
