package io.ecompulse.insight;

import io.ecompulse.aggregate.Grain;
import io.ecompulse.aggregate.SeriesMetric;
import io.ecompulse.aggregate.Span;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /api/v1/series} asks.
 *
 * @param source null for all
 * @param from where the first bucket begins
 * @param count of buckets
 */
public record SeriesQuery(
        @Nullable String source, String metricName, SeriesMetric metric, Grain grain, Instant from, int count) {
    /** The parameters as they came. */
    public record Parameters(
            @Nullable String source,
            @Nullable String metric,
            @Nullable String grain,
            @Nullable String from,
            @Nullable String to) {}

    /** Reads the parameters; from is needed, to is now when missing, metric is events, grain is minute. */
    public static Parsed<SeriesQuery> parse(Parameters given, Instant now, InsightConfig config) {
        String name = Moments.isMissing(given.metric()) || given.metric() == null ? "events" : given.metric();
        SeriesMetric metric = SeriesMetric.of(name);
        if (metric == null) {
            return new Parsed.Refused<>("metric is unknown: expected " + SeriesMetric.known());
        }
        Grain grain = grain(given.grain());
        if (grain == null) {
            return new Parsed.Refused<>("grain is unknown: expected minute, hour or day");
        }
        Parsed<Span> parsed = Moments.span(given.from(), given.to(), now);
        if (parsed instanceof Parsed.Refused<Span> refused) {
            return new Parsed.Refused<>(refused.reason());
        }
        Span span = ((Parsed.Understood<Span>) parsed).question();
        if (span.from() == null || span.to() == null) {
            return new Parsed.Refused<>("from is missing: a series needs a beginning");
        }
        long start = grain.floor(span.from().toEpochMilli());
        long count = (grain.ceiling(span.to().toEpochMilli()) - start) / grain.millis();
        if (count > config.pointsMax()) {
            return new Parsed.Refused<>("the series would have " + count + " points, more than " + config.pointsMax()
                    + ": choose a larger grain or a shorter range");
        }
        String source = Moments.isMissing(given.source()) ? null : given.source();
        return new Parsed.Understood<>(
                new SeriesQuery(source, name, metric, grain, Instant.ofEpochMilli(start), (int) count));
    }

    private static @Nullable Grain grain(@Nullable String tag) {
        if (Moments.isMissing(tag)) {
            return Grain.MINUTE;
        }
        for (Grain grain : Grain.values()) {
            if (grain.tag().equals(tag)) {
                return grain;
            }
        }
        return null;
    }
}
