package io.ecompulse.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.Grain;
import io.ecompulse.config.Settings;
import io.ecompulse.insight.SeriesQuery.Parameters;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeriesQueryTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:30Z");

    private static Parsed<SeriesQuery> parse(String metric, String grain, String from, String to) {
        InsightConfig config =
                InsightConfig.from(new Settings(Map.of("insight.series.points.max", "10"), Map.of(), Map.of()));
        return SeriesQuery.parse(new Parameters(null, metric, grain, from, to), NOW, config);
    }

    private static SeriesQuery understood(Parsed<SeriesQuery> parsed) {
        return ((Parsed.Understood<SeriesQuery>) parsed).question();
    }

    private static void assertRefused(Parsed<?> parsed, String reason) {
        assertThat(parsed)
                .isInstanceOfSatisfying(
                        Parsed.Refused.class,
                        refused -> assertThat(refused.reason()).contains(reason));
    }

    @Test
    void coversTheRangeWithWholeBuckets() {
        SeriesQuery query = understood(parse(null, "hour", "2026-11-23T09:59:00Z", null));

        assertThat(query.grain()).isEqualTo(Grain.HOUR);
        assertThat(query.from()).isEqualTo("2026-11-23T09:00:00Z");
        assertThat(query.count()).isEqualTo(4);
    }

    @Test
    void hasAsManyPointsAsTheBoundSaysAndNotOneMore() {
        assertThat(understood(parse("events", null, "2026-11-23T11:50:00Z", "2026-11-23T12:00:00Z"))
                        .count())
                .isEqualTo(10);
        assertRefused(
                parse("events", null, "2026-11-23T11:50:00Z", "2026-11-23T12:00:01Z"),
                "would have 11 points, more than 10");
    }

    @Test
    void refusesWhatItDoesNotKnowWithASentence() {
        assertRefused(parse("joy", null, "2026-11-23", null), "metric is unknown");
        assertRefused(parse("revenue", null, "2026-11-23", null), "revenue:EUR");
        assertRefused(parse("name:x", null, "2026-11-23", null), "metric is unknown");
        assertRefused(parse(null, "year", "2026-11-23", null), "grain is unknown");
        assertRefused(parse(null, null, null, null), "from is missing");
        assertRefused(parse(null, null, "never", null), "from is no time");
    }

    @Test
    void writesMoneyInMajorUnitsAndCountsAsTheyAre() {
        SeriesQuery money = understood(parse("revenue:KWD", "day", "2026-11-22", null));
        SeriesQuery count = understood(parse("orders", "day", "2026-11-23", null));

        assertThat(Series.of(money, List.of(1L, 1_234_567L)).toJson())
                .isEqualTo("{\"metric\":\"revenue:KWD\",\"grain\":\"day\",\"points\":["
                        + "{\"at\":\"2026-11-22T00:00:00Z\",\"value\":0.001},"
                        + "{\"at\":\"2026-11-23T00:00:00Z\",\"value\":1234.567}]}");
        assertThat(Series.of(count, List.of(3L)).toJson())
                .isEqualTo("{\"metric\":\"orders\",\"grain\":\"day\",\"points\":["
                        + "{\"at\":\"2026-11-23T00:00:00Z\",\"value\":3}]}");
    }
}
