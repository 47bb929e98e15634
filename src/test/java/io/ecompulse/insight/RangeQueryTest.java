package io.ecompulse.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.Selection;
import io.ecompulse.aggregate.Span;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RangeQueryTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:30Z");

    private static Parsed<RangeQuery> parse(String from, String to, String... more) {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("from", from);
        given.put("to", to);
        for (int i = 0; i < more.length; i += 2) {
            given.put(more[i], more[i + 1]);
        }
        given.values().removeIf(Objects::isNull);
        return RangeQuery.parse(new Parameters(given.entrySet(), "dev", NOW));
    }

    private static void assertUnderstood(Parsed<RangeQuery> parsed, Span span) {
        assertThat(parsed).isEqualTo(new Parsed.Understood<>(new RangeQuery(Selection.of("dev"), span)));
    }

    private static void assertRefused(Parsed<?> parsed, String reason) {
        assertThat(parsed)
                .isInstanceOfSatisfying(
                        Parsed.Refused.class,
                        refused -> assertThat(refused.reason()).contains(reason));
    }

    @Test
    void asksForAllTimeWhenNothingIsSaid() {
        assertUnderstood(parse(null, null), Span.ALL);
        assertUnderstood(parse("", " "), Span.ALL);
    }

    @Test
    void namesEveryParameterThatIsWrong() {
        assertThat(parse("soon", "late", "tz", "Mars", "bots", "some", "form", "x"))
                .isEqualTo(new Parsed.Refused<>("there is no parameter form here: expected source, from, to, tz, bots;"
                        + " bots is unknown: expected one of include, exclude, only;"
                        + " tz is no time zone: expected a name such as Europe/Berlin;"
                        + " from is no time: expected ISO 8601 such as 2026-11-23T12:00:00Z, or a date;"
                        + " to is no time: expected ISO 8601 such as 2026-11-23T12:00:00Z, or a date"));
    }

    @Test
    void refusesAParameterThatIsGivenTwice() {
        List<Map.Entry<String, String>> twice =
                List.of(Map.entry("from", "2026-11-20"), Map.entry("from", "2026-11-21"));

        assertRefused(RangeQuery.parse(new Parameters(twice, "dev", NOW)), "from is given twice");
    }

    @Test
    void dateBeginsWhereItDoesInTheZone() {
        Span day = new Span(Instant.parse("2026-10-24T22:00:00Z"), Instant.parse("2026-10-25T23:00:00Z"));

        assertUnderstood(parse("2026-10-25", "2026-10-26", "tz", "Europe/Berlin"), day);
    }

    @Test
    void readsMomentsWithAnyOffsetAndDates() {
        Instant noon = Instant.parse("2026-11-20T12:00:00Z");
        Instant midnight = Instant.parse("2026-11-21T00:00:00Z");

        assertUnderstood(parse("2026-11-20T12:00:00Z", "2026-11-21"), new Span(noon, midnight));
        assertUnderstood(parse("2026-11-20T13:00:00+01:00", "2026-11-21T00:00Z"), new Span(noon, midnight));
        assertUnderstood(parse("2026-11-20T13:00:00 01:00", null), new Span(noon, NOW));
    }

    @Test
    void refusesWhatIsNoRangeWithASentence() {
        assertRefused(parse("yesterday", null), "from is no time");
        assertRefused(parse("2026-11-20", "soon"), "to is no time");
        assertRefused(parse("2026-02-30", null), "from is no time");
        assertRefused(parse("+999999999-01-01T00:00:00Z", null), "from is no time");
        assertRefused(parse(null, "2026-11-20"), "to needs a from");
        assertRefused(parse("2026-11-20", "2026-11-20"), "from must lie before to");
        assertRefused(parse("2026-11-24", null), "which is now");
    }
}
