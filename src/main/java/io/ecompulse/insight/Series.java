package io.ecompulse.insight;

import io.ecompulse.event.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The answer of {@code GET /api/v1/series}: one point per bucket, zeros included; amounts in major units. */
public record Series(String metric, String grain, List<Point> points) {
    public record Point(String at, BigDecimal value) {}

    static Series of(SeriesQuery query, List<Long> values) {
        List<Point> points = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            String at = query.from().plusMillis(i * query.grain().millis()).toString();
            points.add(new Point(at, value(query, values.get(i))));
        }
        return new Series(query.metricName(), query.grain().tag(), points);
    }

    public String toJson() {
        return Json.write(this);
    }

    private static BigDecimal value(SeriesQuery query, long value) {
        String currency = query.metric().currency();
        return currency == null ? BigDecimal.valueOf(value) : new BigDecimal(Money.major(currency, value));
    }
}
