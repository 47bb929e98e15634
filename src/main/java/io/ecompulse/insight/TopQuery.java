package io.ecompulse.insight;

import io.ecompulse.aggregate.Selection;
import io.ecompulse.aggregate.Span;
import io.ecompulse.aggregate.TopKind;

/** What {@code GET /api/v1/top} asks. */
public record TopQuery(Selection selection, TopKind kind, Span span, int limit) {
    private static final int LIMIT = 10;

    /** Kind is needed. */
    public static Parsed<TopQuery> parse(Parameters given, InsightConfig config) {
        given.only("kind", "from", "to", "tz", "limit", "bots");
        TopKind kind = given.choice("kind", TopKind.values(), TopKind::tag, TopKind.PRODUCTS_VIEWED);
        if (given.text("kind") == null) {
            given.problem("kind is missing, such as " + TopKind.PRODUCTS_BOUGHT.tag());
        }
        Selection selection = given.selection();
        Span span = given.span(given.zone());
        int limit = given.count("limit", Math.min(LIMIT, config.topMax()), config.topMax());
        return given.parsed(() -> new TopQuery(selection, kind, span, limit));
    }
}
