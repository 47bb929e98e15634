package io.ecompulse.insight;

import io.ecompulse.aggregate.Selection;
import io.ecompulse.aggregate.Span;

/** A question about a range of time and nothing else: totals, funnel, books. */
public record RangeQuery(Selection selection, Span span) {
    public static Parsed<RangeQuery> parse(Parameters given) {
        given.only("from", "to", "tz", "bots");
        Selection selection = given.selection();
        Span span = given.span(given.zone());
        return given.parsed(() -> new RangeQuery(selection, span));
    }
}
