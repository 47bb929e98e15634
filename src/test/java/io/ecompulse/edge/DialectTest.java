package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.event.RejectReason;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each family of libraries does with a status was measured; each refusal is the one with which it loses least. */
class DialectTest {
    /** Segment's and RudderStack's libraries wait as long as a 429 says, and otherwise send again after any of these. */
    private static final Set<Integer> SEGMENT_KEEPS = Set.of(408, 429, 500, 503);

    @ParameterizedTest
    @EnumSource(RejectReason.class)
    void segmentKeepsWhatMayComeAgain(RejectReason reason) {
        for (Dialect dialect : Set.of(Dialect.SEGMENT, Dialect.RUDDERSTACK)) {
            assertThat(SEGMENT_KEEPS.contains(dialect.status(reason)))
                    .as("%s %s", dialect, reason)
                    .isEqualTo(reason.retryable());
        }
    }

    @Test
    void segmentIsTold429WhereAWaitHelps() {
        assertThat(Dialect.SEGMENT.status(RejectReason.RATE_LIMITED)).isEqualTo(429);
        assertThat(Dialect.SEGMENT.status(RejectReason.OVERLOADED)).isEqualTo(429);
        assertThat(Dialect.SEGMENT.status(RejectReason.JOURNAL_UNAVAILABLE)).isEqualTo(503);
    }

    /** posthog-js throws away what is answered 4xx, and takes everything else that is not 200 for "come again". */
    @ParameterizedTest
    @EnumSource(RejectReason.class)
    void postHogKeepsWhatMayComeAgain(RejectReason reason) {
        int status = Dialect.POSTHOG.status(reason);

        assertThat(status == 503).isEqualTo(reason.retryable());
        assertThat(status).isNotEqualTo(429);
        assertThat(Dialect.POSTHOG.isCutRatherThanRefused(reason, "posthog-node/5.70.0"))
                .isEqualTo(reason.retryable());
        assertThat(Dialect.POSTHOG.isCutRatherThanRefused(reason, "Mozilla/5.0"))
                .isFalse();
    }

    /** Snowplow's trackers drop what is answered 400, 401, 403, 410 or 422, and send all else again for ever. */
    @ParameterizedTest
    @EnumSource(RejectReason.class)
    void snowplowSendsAgainWhatMayComeAgainAndNothingElse(RejectReason reason) {
        for (Dialect dialect : Set.of(Dialect.SNOWPLOW, Dialect.SNOWPLOW_IMAGE)) {
            int status = dialect.status(reason);

            assertThat(Set.of(400, 401, 403).contains(status)).isEqualTo(!reason.retryable());
            assertThat(Set.of(429, 413, 404)).doesNotContain(status);
        }
    }

    /** Nothing sends again here, so the plain meaning is the best answer. */
    @ParameterizedTest
    @EnumSource(RejectReason.class)
    void whoNeverComesAgainIsToldThePlainStatus(RejectReason reason) {
        for (Dialect dialect : Set.of(Dialect.JITSU, Dialect.BEACON, Dialect.PIXEL, Dialect.CLOUDEVENTS)) {
            assertThat(dialect.status(reason)).isEqualTo(reason.status());
        }
    }

    @Test
    void noLibraryIsAskedToWaitLongerThanItWould() {
        assertThat(Dialect.SEGMENT.waitSecondsMax()).isEqualTo(300);
        assertThat(Dialect.RUDDERSTACK.waitSecondsMax()).isEqualTo(300);
        assertThat(Dialect.POSTHOG.waitSecondsMax()).isEqualTo(30);
    }
}
