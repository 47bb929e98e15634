package io.ecompulse.insight;

import io.ecompulse.event.Money;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer of {@code GET /api/v1/series}: one point per bucket, zeros included; amounts in major units.
 *
 * @param partial the first points lie before what is kept
 */
public record Series(String metric, String grain, List<Point> points, boolean partial) {
    /** @param at where its bucket begins */
    public record Point(String at, BigDecimal value) {}

    static Series of(SeriesQuery query, List<Long> values, boolean partial) {
        List<Point> points = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            points.add(new Point(query.edges().get(i).toString(), value(query, values.get(i))));
        }
        return new Series(query.metricName(), query.grain().tag(), points, partial);
    }

    /** Adds up the hours of each local day, of which one has 23 and one has 25 where clocks are changed. */
    static List<Long> days(SeriesQuery query, List<Long> hours) {
        List<Long> days = new ArrayList<>(query.count());
        int hour = 0;
        for (int i = 0; i < query.count(); i++) {
            long sum = 0;
            long length = ChronoUnit.HOURS.between(
                    query.edges().get(i), query.edges().get(i + 1));
            for (int end = hour + (int) length; hour < end; hour++) {
                sum += hours.get(hour);
            }
            days.add(sum);
        }
        return days;
    }

    public String toJson() {
        return Json.write(this);
    }

    private static BigDecimal value(SeriesQuery query, long value) {
        String currency = query.metric().currency();
        return currency == null ? BigDecimal.valueOf(value) : new BigDecimal(Money.major(currency, value));
    }
}
