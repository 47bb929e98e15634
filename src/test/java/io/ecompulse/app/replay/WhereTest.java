package io.ecompulse.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.journal.TopicEntry;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhereTest {
    private static final FailedEvent EVENT = event(
            "{}",
            Map.of(
                    "reason", "too_deep",
                    "source", "shop",
                    "stage", "edge",
                    "protocol", "segment",
                    "id", "m1",
                    "receivedAt", "2026-11-23T16:00:00Z"));

    static FailedEvent event(String value, Map<String, String> headers) {
        Map<String, byte[]> bytes = new HashMap<>();
        headers.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return new FailedEvent(
                new TopicEntry("failed", 2, 7, 0, new byte[0], value.getBytes(StandardCharsets.UTF_8), bytes));
    }

    @Test
    void noConditionMeansAll() {
        assertThat(Where.of(List.of()).holds(EVENT)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "reason=too_deep, true",
        "reason=malformed, false",
        "source=shop, true",
        "source=sho, false",
        "stage=edge, true",
        "stage=lake, false",
        "protocol=segment, true",
        "protocol=x, false",
        "id=m1, true",
        "id=m2, false",
        "since=2026-11-23T16:00:00Z, true",
        "since=2026-11-23T16:00:00.001Z, false",
        "until=2026-11-23T16:00:00Z, false",
        "until=2026-11-23T16:00:00.001Z, true"
    })
    void everyKeyIsLookedAt(String condition, boolean holds) {
        assertThat(Where.of(List.of(condition)).holds(EVENT)).isEqualTo(holds);
    }

    @Test
    void oneKeyTwiceMeansAnyAndTwoKeysMeanBoth() {
        assertThat(Where.of(List.of("id=m2", "id=m1", "source=shop")).holds(EVENT))
                .isTrue();
        assertThat(Where.of(List.of("id=m1", "source=other")).holds(EVENT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"raeson=x", "reason", "=x", "since=yesterday"})
    void whatIsWrittenWrongIsSaid(String condition) {
        assertThatThrownBy(() -> Where.of(List.of(condition)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(condition.substring(0, condition.indexOf('=') < 1 ? 0 : condition.indexOf('=')));
    }

    @Test
    void aRecordWithoutReadableTimeOrPlaceGoesByItsOwn() {
        FailedEvent foreign = event("", Map.of("receivedAt", "noon", "topic", "t", "partition", "x", "offset", "1"));

        assertThat(foreign.receivedAt().toEpochMilli()).isZero();
        assertThat(foreign.origin().toString()).isEqualTo("failed-2-7");
    }
}
