package io.ecompulse.insight;

import io.ecompulse.aggregate.Funnel;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /api/v1/funnel}: distinct visitors by step, whether or not they took the steps before.
 *
 * @param from where the numbers begin, rounded down to an hour; null for all time
 */
public record FunnelSteps(
        @Nullable String from, @Nullable String to, String asOf, List<Step> steps, boolean partial) {
    public record Step(String step, long visitors) {}

    static FunnelSteps of(Funnel funnel, Instant asOf) {
        List<Step> steps = funnel.visitors().entrySet().stream()
                .map(step -> new Step(step.getKey().tag(), step.getValue()))
                .toList();
        return new FunnelSteps(
                Totals.text(funnel.from()), Totals.text(funnel.to()), asOf.toString(), steps, funnel.partial());
    }

    public String toJson() {
        return Json.write(this);
    }
}
