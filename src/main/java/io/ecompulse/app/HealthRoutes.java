package io.ecompulse.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ecompulse.telemetry.Health;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/**
 * {@code /health/live}: this loop turns. {@code /health/started}: every role is up. {@code /health/ready}: started, not
 * draining, and every critical check is well; the answer names each check. {@code /metrics}: Prometheus text.
 */
final class HealthRoutes {
    private final Health health;
    private final BooleanSupplier started;
    private final PrometheusMeterRegistry registry;

    HealthRoutes(Health health, BooleanSupplier started, PrometheusMeterRegistry registry) {
        this.health = health;
        this.started = started;
        this.registry = registry;
    }

    void mount(Router router) {
        router.get("/health/live").handler(context -> answer(context, true, object().put("live", true)));
        router.get("/health/started").handler(this::started);
        router.get("/health/ready").handler(this::ready);
        router.get("/metrics").handler(this::metrics);
    }

    private void started(RoutingContext context) {
        boolean isStarted = started.getAsBoolean();
        answer(context, isStarted, object().put("started", isStarted));
    }

    private void ready(RoutingContext context) {
        boolean isReady = started.getAsBoolean() && health.isReady();
        ObjectNode body = object().put("ready", isReady);
        ObjectNode checks = body.putObject("checks");
        health.findings().forEach((name, finding) -> {
            ObjectNode check = checks.putObject(name).put("ok", finding.problem() == null);
            check.put("critical", finding.critical());
            if (finding.problem() != null) {
                check.put("problem", finding.problem());
            }
        });
        answer(context, isReady, body);
    }

    private void metrics(RoutingContext context) {
        context.response()
                .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                .end(registry.scrape())
                .onFailure(gone -> {});
    }

    private static void answer(RoutingContext context, boolean well, ObjectNode body) {
        context.response()
                .setStatusCode(well ? 200 : 503)
                .putHeader("content-type", "application/json")
                .end(body.toString())
                .onFailure(gone -> {});
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
