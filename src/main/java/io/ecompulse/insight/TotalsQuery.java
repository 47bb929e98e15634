package io.ecompulse.insight;

import io.ecompulse.aggregate.Span;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /api/v1/totals} asks.
 *
 * @param source null for all
 */
public record TotalsQuery(@Nullable String source, Span span) {
    /** Reads the parameters as they came; missing and empty are the same. */
    public static Parsed<TotalsQuery> parse(
            @Nullable String source, @Nullable String from, @Nullable String to, Instant now) {
        Parsed<Span> span = Moments.span(from, to, now);
        if (span instanceof Parsed.Refused<Span> refused) {
            return new Parsed.Refused<>(refused.reason());
        }
        Span understood = ((Parsed.Understood<Span>) span).question();
        return new Parsed.Understood<>(new TotalsQuery(Moments.isMissing(source) ? null : source, understood));
    }
}
