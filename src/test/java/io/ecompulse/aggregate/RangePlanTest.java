package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.AggregateConfig.Retention;
import io.ecompulse.aggregate.RangePlan.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RangePlanTest {
    private static final Retention RETENTION =
            new Retention(Duration.ofHours(6), Duration.ofDays(35), Duration.ofDays(400));
    private static final long NOW = at("2026-11-23T16:20:30Z");

    private static long at(String moment) {
        return Instant.parse(moment).toEpochMilli();
    }

    private static RangePlan plan(String from, String to) {
        return RangePlan.of(at(from), at(to), NOW, RETENTION);
    }

    private static List<String> read(RangePlan plan) {
        return plan.buckets().stream()
                .map(bucket -> bucket.grain().tag() + " " + Instant.ofEpochMilli(bucket.start()))
                .toList();
    }

    @Test
    void roundsOutToMinutes() {
        RangePlan plan = plan("2026-11-23T16:17:59.999Z", "2026-11-23T16:19:00.001Z");

        assertThat(read(plan))
                .containsExactly(
                        "minute 2026-11-23T16:17:00Z", "minute 2026-11-23T16:18:00Z", "minute 2026-11-23T16:19:00Z");
        assertThat(plan.from()).isEqualTo(at("2026-11-23T16:17:00Z"));
        assertThat(plan.to()).isEqualTo(at("2026-11-23T16:20:00Z"));
        assertThat(plan.isWhole()).isTrue();
    }

    @Test
    void takesDaysAndHoursWhereTheyFit() {
        RangePlan plan = plan("2026-11-21T23:00:00Z", "2026-11-23T12:02:00Z");

        assertThat(read(plan))
                .startsWith("hour 2026-11-21T23:00:00Z", "day 2026-11-22T00:00:00Z", "hour 2026-11-23T00:00:00Z")
                .endsWith("hour 2026-11-23T11:00:00Z", "minute 2026-11-23T12:00:00Z", "minute 2026-11-23T12:01:00Z")
                .hasSize(16);
    }

    @Test
    void roundsOutToTheHourWhereMinutesAreGone() {
        RangePlan plan = plan("2026-11-20T10:37:00Z", "2026-11-20T12:13:00Z");

        assertThat(read(plan))
                .containsExactly("hour 2026-11-20T10:00:00Z", "hour 2026-11-20T11:00:00Z", "hour 2026-11-20T12:00:00Z");
        assertThat(plan.from()).isEqualTo(at("2026-11-20T10:00:00Z"));
        assertThat(plan.to()).isEqualTo(at("2026-11-20T13:00:00Z"));
        assertThat(plan.isWhole()).isTrue();
    }

    @Test
    void roundsOutToTheDayWhereHoursAreGone() {
        RangePlan plan = plan("2026-08-01T10:37:00Z", "2026-08-01T12:13:00Z");

        assertThat(read(plan)).containsExactly("day 2026-08-01T00:00:00Z");
        assertThat(plan.isWhole()).isTrue();
    }

    @Test
    void isNotWholeWhenItBeginsBeforeTheOldestDay() {
        RangePlan plan = plan("2020-01-01T00:00:00Z", "2026-11-24T00:00:00Z");

        assertThat(plan.isWhole()).isFalse();
        assertThat(plan.from()).isEqualTo(at("2020-01-01T00:00:00Z"));
        assertThat(plan.to()).isEqualTo(at("2026-11-24T00:00:00Z"));
        assertThat(plan.buckets()).hasSizeBetween(400, 402).allMatch(bucket -> bucket.grain() == Grain.DAY);
    }

    @Test
    void isWholeFromTheOldestDayThatIsKeptAndNotAMomentBefore() {
        // A day that ends within the minute is not relied on.
        long oldest = Grain.DAY.floor(
                NOW + Duration.ofMinutes(1).toMillis() - RETENTION.day().toMillis());

        assertThat(RangePlan.of(oldest, NOW, NOW, RETENTION).isWhole()).isTrue();
        assertThat(RangePlan.of(oldest - 1, NOW, NOW, RETENTION).isWhole()).isFalse();
    }

    @Test
    void readsNoBucketsOfTheFuture() {
        RangePlan plan = plan("2026-11-23T00:00:00Z", "9999-01-01T00:00:00Z");

        assertThat(read(plan)).containsExactly("day 2026-11-23T00:00:00Z", "day 2026-11-24T00:00:00Z");
        assertThat(plan("3000-01-01T00:00:00Z", "3000-01-02T00:00:00Z").buckets())
                .isEmpty();
    }

    @Property
    void coversItsRangeWithoutAGapByBucketsThatLive(
            @ForAll @LongRange(min = 0, max = 400L * 86_400_000) long ago,
            @ForAll @LongRange(min = 1, max = 400L * 86_400_000) long length) {
        long from = NOW - ago;
        RangePlan plan = RangePlan.of(from, from + length, NOW, RETENTION);

        assertThat(plan.isWhole()).isTrue();
        assertThat(plan.from()).isLessThanOrEqualTo(from);
        assertThat(plan.to()).isGreaterThanOrEqualTo(from + length);
        long next = plan.from();
        for (Bucket bucket : plan.buckets()) {
            assertThat(bucket.start()).isEqualTo(next);
            assertThat(bucket.grain().expiry(bucket.start(), RETENTION)).isGreaterThan(NOW);
            next += bucket.grain().millis();
        }
        // Only what lies in the future may be left out.
        assertThat(next >= plan.to() || next > NOW + Grain.DAY.millis()).isTrue();
        assertThat(plan.buckets()).hasSizeLessThanOrEqualTo(402 + 2 * 23 + 2 * 59);
    }
}
