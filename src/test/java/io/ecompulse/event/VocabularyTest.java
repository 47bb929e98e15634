package io.ecompulse.event;

import static io.ecompulse.event.JsonSamples.utf8;
import static io.ecompulse.event.JsonSamples.view;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two closed vocabularies that stand on the wire: event types and reasons of refusal. */
class VocabularyTest {
    @Test
    void theSixCallsAreWrittenAsTheSpecWritesThem() {
        assertThat(EventType.values())
                .extracting(EventType::tag)
                .containsExactly("track", "page", "screen", "identify", "group", "alias");
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void aTypeIsReadByItsTag(EventType type) {
        assertThat(EventType.of(view('"' + type.tag() + '"'))).isEqualTo(type);
        assertThat(EventType.of(type.tag())).isEqualTo(type);
        assertThat(type.utf8()).isEqualTo(utf8(type.tag()));
    }

    @Test
    void anEscapedTypeIsReadToo() {
        assertThat(EventType.of(view("\"\\u0074rack\""))).isEqualTo(EventType.TRACK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Track\"",
                "\"\"",
                "\" track\"",
                "\"tracks\"",
                "track",
                "1",
                "null",
                "{}",
                "\"a very long type indeed\""
            })
    void anythingElseIsNoType(String json) {
        assertThat(EventType.of(view(json))).isNull();
    }

    @Test
    void aMissingTypeIsNone() {
        assertThat(EventType.of((JsonValue) null)).isNull();
        assertThat(EventType.of("x")).isNull();
    }

    @Test
    void tagsOfReasonsAreUniqueAndFitMetricsAndBodies() {
        assertThat(RejectReason.values()).extracting(RejectReason::tag).doesNotHaveDuplicates();
        assertThat(RejectReason.values()).allMatch(reason -> reason.tag().matches("[a-z0-9_]+"));
    }

    @Test
    void onlyOurOwnTroubleAndASpentRateAreWorthARetry() {
        assertThat(Arrays.stream(RejectReason.values()).filter(RejectReason::retryable))
                .allMatch(reason ->
                        reason.status() >= 500 || reason.status() == 408 || reason == RejectReason.RATE_LIMITED)
                .hasSize(8);
        assertThat(Arrays.stream(RejectReason.values()).filter(reason -> reason.status() >= 500))
                .allMatch(RejectReason::retryable);
    }

    @Test
    void noRefusalRedirectsOrSoundsLikeSuccess() {
        assertThat(RejectReason.values()).allMatch(reason -> reason.status() >= 400 && reason.status() < 600);
        assertThat(RejectReason.values()).allMatch(reason -> reason.level() != null);
    }
}
