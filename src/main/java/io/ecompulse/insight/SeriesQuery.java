package io.ecompulse.insight;

import io.ecompulse.aggregate.Grain;
import io.ecompulse.aggregate.Selection;
import io.ecompulse.aggregate.SeriesMetric;
import io.ecompulse.aggregate.Span;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /api/v1/series} asks.
 *
 * @param metricName as it was asked for
 * @param edges where each bucket begins, and where the last ends
 * @param local days that begin at another time than UTC's: they are put together from hours
 */
public record SeriesQuery(
        Selection selection, String metricName, SeriesMetric metric, Grain grain, List<Instant> edges, boolean local) {
    private static final Set<String> DISTINCT = Set.of("visitors", "sessions");

    /** From is needed, to is now when missing, metric is events, grain is minute. */
    public static Parsed<SeriesQuery> parse(Parameters given, InsightConfig config) {
        given.only("metric", "grain", "from", "to", "tz", "bots");
        String name = given.text("metric") == null ? "events" : String.valueOf(given.text("metric"));
        SeriesMetric metric = SeriesMetric.of(name);
        if (metric == null) {
            given.problem("metric is unknown: expected " + SeriesMetric.known());
        }
        Selection selection = given.selection();
        Grain grain = given.grain();
        ZoneId zone = given.zone();
        Span span = given.span(zone);
        if (given.text("from") == null) {
            given.problem("from is missing: a series needs a beginning");
        }
        boolean local = grain == Grain.DAY && !zone.normalized().equals(ZoneOffset.UTC);
        List<Instant> edges = given.isRight() ? edges(given, grain, zone, span, config.pointsMax()) : List.of();
        return given.parsed(() -> new SeriesQuery(selection, name, asserted(metric), grain, edges, local));
    }

    Instant from() {
        return edges.get(0);
    }

    int count() {
        return edges.size() - 1;
    }

    /** Hours that the local days come from. */
    int hours() {
        return (int) ChronoUnit.HOURS.between(from(), edges.get(count()));
    }

    /** Whether a sum of hours would count the same visitor more than once. */
    boolean isDistinct() {
        return DISTINCT.contains(metricName);
    }

    private static List<Instant> edges(Parameters given, Grain grain, ZoneId zone, Span span, int pointsMax) {
        Instant from = span.from();
        Instant to = span.to();
        if (from == null || to == null) {
            return List.of();
        }
        long points = grain == Grain.DAY
                ? ChronoUnit.DAYS.between(date(from, zone), date(to.minusMillis(1), zone)) + 1
                : (grain.ceiling(to.toEpochMilli()) - grain.floor(from.toEpochMilli())) / grain.millis();
        if (points > pointsMax) {
            given.problem("the series would have " + points + " points, more than " + pointsMax
                    + ": choose a larger grain or a shorter range");
            return List.of();
        }
        List<Instant> edges = new ArrayList<>();
        for (long i = 0; i <= points; i++) {
            edges.add(
                    grain == Grain.DAY
                            ? date(from, zone).plusDays(i).atStartOfDay(zone).toInstant()
                            : Instant.ofEpochMilli(grain.floor(from.toEpochMilli()) + i * grain.millis()));
        }
        if (edges.stream().anyMatch(edge -> Grain.HOUR.floor(edge.toEpochMilli()) != edge.toEpochMilli())
                && grain == Grain.DAY) {
            given.problem("tz has days that do not begin with an hour of UTC, from which they would be put together");
        }
        return edges;
    }

    private static LocalDate date(Instant moment, ZoneId zone) {
        return moment.atZone(zone).toLocalDate();
    }

    private static SeriesMetric asserted(@Nullable SeriesMetric metric) {
        return Objects.requireNonNull(metric, "a question with an unknown metric is refused");
    }
}
