package io.ecompulse.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.Span;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TotalsQueryTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:30Z");

    private static Parsed<TotalsQuery> parse(String from, String to) {
        return TotalsQuery.parse("dev", from, to, NOW);
    }

    private static void assertUnderstood(Parsed<TotalsQuery> parsed, Span span) {
        assertThat(parsed).isEqualTo(new Parsed.Understood<>(new TotalsQuery("dev", span)));
    }

    private static void assertRefused(Parsed<?> parsed, String reason) {
        assertThat(parsed)
                .isInstanceOfSatisfying(
                        Parsed.Refused.class,
                        refused -> assertThat(refused.reason()).contains(reason));
    }

    @Test
    void asksForAllTimeAndAllSourcesWhenNothingIsSaid() {
        assertUnderstood(parse(null, null), Span.ALL);
        assertUnderstood(parse("", " "), Span.ALL);
        assertThat(TotalsQuery.parse("", null, null, NOW))
                .isEqualTo(new Parsed.Understood<>(new TotalsQuery(null, Span.ALL)));
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
