package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.event.RejectReason;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each family of libraries does with a status was measured; each refusal is the one with which it loses least. */
class DialectTest {
    /** All of Segment's and RudderStack's libraries send again after these; not so after a 408. */
    private static final Set<Integer> SEGMENT_KEEPS = Set.of(429, 500, 503);

    private static final String LIBRARY = "analytics-java/3.5.4";

    @ParameterizedTest
    @EnumSource(RejectReason.class)
    void segmentKeepsWhatMayComeAgain(RejectReason reason) {
        for (Dialect dialect : Set.of(Dialect.SEGMENT, Dialect.RUDDERSTACK)) {
            assertThat(SEGMENT_KEEPS.contains(dialect.status(reason, LIBRARY)))
                    .as("%s %s", dialect, reason)
                    .isEqualTo(reason.retryable());
        }
    }

    @Test
    void segmentIsTold429WhereAWaitHelps() {
        assertThat(Dialect.SEGMENT.status(RejectReason.RATE_LIMITED, LIBRARY)).isEqualTo(429);
        assertThat(Dialect.SEGMENT.status(RejectReason.OVERLOADED, LIBRARY)).isEqualTo(429);
        assertThat(Dialect.SEGMENT.status(RejectReason.JOURNAL_UNAVAILABLE, LIBRARY))
                .isEqualTo(503);
    }

    /** Whoever sends a body in drops and calls itself nothing is no library, and hears what is the matter. */
    @Test
    void segmentSaysTimeoutToWhoIsNoLibrary() {
        assertThat(Dialect.SEGMENT.status(RejectReason.TIMEOUT, null)).isEqualTo(408);
        assertThat(Dialect.SEGMENT.status(RejectReason.TIMEOUT, LIBRARY)).isEqualTo(503);
        assertThat(Dialect.RUDDERSTACK.status(RejectReason.TIMEOUT, LIBRARY)).isEqualTo(503);
    }

    /** posthog-js throws away what is answered 4xx, and takes everything else that is not 200 for "come again". */
    @ParameterizedTest
    @EnumSource(RejectReason.class)
    void postHogKeepsWhatMayComeAgain(RejectReason reason) {
        int status = Dialect.POSTHOG.status(reason, LIBRARY);

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
            int status = dialect.status(reason, LIBRARY);

            assertThat(Set.of(400, 401, 403).contains(status)).isEqualTo(!reason.retryable());
            assertThat(Set.of(429, 413, 404)).doesNotContain(status);
        }
    }

    /** Nothing sends again here, so the plain meaning is the best answer. */
    @ParameterizedTest
    @EnumSource(RejectReason.class)
    void whoNeverComesAgainIsToldThePlainStatus(RejectReason reason) {
        for (Dialect dialect : Set.of(Dialect.JITSU, Dialect.BEACON, Dialect.PIXEL, Dialect.CLOUDEVENTS)) {
            assertThat(dialect.status(reason, LIBRARY)).isEqualTo(reason.status());
        }
    }

    @Test
    void noLibraryIsAskedToWaitLongerThanItWould() {
        assertThat(Dialect.SEGMENT.waitSecondsMax()).isEqualTo(300);
        assertThat(Dialect.RUDDERSTACK.waitSecondsMax()).isEqualTo(300);
        assertThat(Dialect.POSTHOG.waitSecondsMax()).isEqualTo(30);
    }
}
