package io.ecompulse.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.Grain;
import io.ecompulse.config.Settings;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SeriesQueryTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:30Z");

    private static Parsed<SeriesQuery> parse(String metric, String grain, String from, String to) {
        return parse(metric, grain, from, to, null);
    }

    private static Parsed<SeriesQuery> parse(String metric, String grain, String from, String to, String zone) {
        InsightConfig config =
                InsightConfig.from(new Settings(Map.of("insight.series.points.max", "10"), Map.of(), Map.of()));
        Map<String, String> given = new HashMap<>();
        given.put("metric", metric);
        given.put("grain", grain);
        given.put("from", from);
        given.put("to", to);
        given.put("tz", zone);
        given.values().removeIf(Objects::isNull);
        return SeriesQuery.parse(new Parameters(given.entrySet(), null, NOW), config);
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

        assertThat(Series.of(money, List.of(1L, 1_234_567L), false).toJson())
                .isEqualTo("{\"metric\":\"revenue:KWD\",\"grain\":\"day\",\"points\":["
                        + "{\"at\":\"2026-11-22T00:00:00Z\",\"value\":0.001},"
                        + "{\"at\":\"2026-11-23T00:00:00Z\",\"value\":1234.567}],\"partial\":false}");
        assertThat(Series.of(count, List.of(3L), true).toJson())
                .isEqualTo("{\"metric\":\"orders\",\"grain\":\"day\",\"points\":["
                        + "{\"at\":\"2026-11-23T00:00:00Z\",\"value\":3}],\"partial\":true}");
    }

    @Test
    void localDayHas25HoursWhenClocksGoBackAnd23WhenTheyGoForward() {
        SeriesQuery autumn = understood(parse("orders", "day", "2026-10-24", "2026-10-27", "Europe/Berlin"));
        SeriesQuery spring = understood(parse("orders", "day", "2026-03-29", "2026-03-30", "Europe/Berlin"));

        assertThat(autumn.local()).isTrue();
        assertThat(autumn.hours()).isEqualTo(24 + 25 + 24);
        assertThat(Series.days(autumn, Collections.nCopies(73, 1L))).containsExactly(24L, 25L, 24L);
        assertThat(Series.of(autumn, List.of(1L, 2L, 3L), false).points())
                .extracting(Series.Point::at)
                .containsExactly("2026-10-23T22:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
        assertThat(Series.days(spring, Collections.nCopies(23, 1L))).containsExactly(23L);
    }

    @Test
    void hoursAndMinutesAreTheSameInEveryZone() {
        SeriesQuery query = understood(parse("orders", "hour", "2026-10-25", "2026-10-25T03:00:00Z", "Europe/Berlin"));

        assertThat(query.local()).isFalse();
        assertThat(query.from()).isEqualTo("2026-10-24T22:00:00Z");
        assertThat(query.count()).isEqualTo(5);
    }

    @Test
    void refusesLocalDaysThatHoursCannotMakeUp() {
        assertRefused(parse("orders", "day", "2026-11-20", null, "Asia/Kolkata"), "tz has days that do not begin");
    }
}
