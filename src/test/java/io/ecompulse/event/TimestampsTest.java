package io.ecompulse.event;

import static io.ecompulse.event.JsonSamples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    private static final long FIRST_SECOND = 946_684_800L;
    private static final long LAST_SECOND = 4_102_444_799L;

    @Property
    void everyPrecisionOfUtcIsReadAsTheJdkReadsIt(
            @ForAll @LongRange(min = FIRST_SECOND, max = LAST_SECOND) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(max = 9) int digits) {
        String fraction = digits == 0 ? "" : "." + String.format("%09d", nano).substring(0, digits);
        String text = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC).toString();
        String iso = (text.length() == 16 ? text + ":00" : text) + fraction;

        long expected = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(iso + "Z"));

        assertThat(micros(iso + "Z")).as("by hand").isEqualTo(expected);
        assertThat(micros(iso + "+00:00")).as("by the formatter").isEqualTo(expected);
        assertThat(micros(iso)).as("without offset").isEqualTo(expected);
    }

    @Property
    void offsetsAreSubtracted(
            @ForAll @LongRange(min = FIRST_SECOND + 86_400, max = LAST_SECOND - 86_400) long second,
            @ForAll @IntRange(min = -18 * 60, max = 18 * 60) int minutes) {
        OffsetDateTime time = Instant.ofEpochSecond(second).atOffset(ZoneOffset.ofTotalSeconds(minutes * 60));

        assertThat(micros(time.toString())).isEqualTo(second * 1_000_000);
    }

    @Property(tries = 3_000)
    void aChangedCharacterIsReadByHandAsByTheFormatter(@ForAll @IntRange(max = 22) int at, @ForAll long seed) {
        String marks = "0123456789-:.TtZz+ /x";
        char[] text = "2026-11-23T16:00:00.123".toCharArray();
        text[at] = marks.charAt((int) Math.floorMod(seed, (long) marks.length()));
        String iso = new String(text);

        assertThat(micros(iso + "Z")).as(iso).isEqualTo(micros(iso + "+00:00"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T16:00:00.000Z, 2026-11-23T16:00:00Z",
        "2026-11-23T16:00:00Z, 2026-11-23T16:00:00Z",
        "2026-11-23t16:00:00z, 2026-11-23T16:00:00Z",
        "2026-11-23T16:00Z, 2026-11-23T16:00:00Z",
        "2026-11-23T16:00:00.340202507Z, 2026-11-23T16:00:00.340202Z",
        "2026-11-23T17:00:00+01:00, 2026-11-23T16:00:00Z",
        "2026-11-23T17:00:00.5+0100, 2026-11-23T16:00:00.5Z",
        "2026-11-23T17:00:00+01, 2026-11-23T16:00:00Z",
        "2026-11-23T10:30:00-05:30, 2026-11-23T16:00:00Z",
        "2026-11-23 16:00:00, 2026-11-23T16:00:00Z",
        "2026-11-23 16:00:00 +00:00, 2026-11-23T16:00:00Z",
        "2026-11-23, 2026-11-23T00:00:00Z",
        "2024-02-29T00:00:00.000Z, 2024-02-29T00:00:00Z"
    })
    void readsTheFormsThatClientsWrite(String written, Instant meant) {
        assertThat(micros(written)).isEqualTo(Timestamps.micros(meant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "now",
                "2026",
                "2026-11",
                "2026-13-01",
                "2026-02-29",
                "2026-02-30T00:00:00.000Z",
                "2026-11-23T24:00:01.000Z",
                "2026-11-23T16:60:00.000Z",
                "2026-11-23T16:00:60.000Z",
                "2026-11-31T16:00:00.000Z",
                "2026-11-23T16:00:00.1234567890Z",
                "2026-11-23T16:00:00.12aZ",
                "-026-11-23T16:00:00Z",
                "2026-11-23T16:00:00 GMT",
                "Mon, 23 Nov 2026 16:00:00 GMT",
                "1795449600123",
                "2026-11-23T16:00:00+99:00",
                "2026-11-23T16:00:00Z and much more that goes on for longer than any timestamp"
            })
    void whatIsNoTimeIsNone(String written) {
        assertThat(micros(written)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2262-04-12T00:00:00Z", "2300-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z",
                        "+999999999-01-01T00:00:00Z",
                "-999999999-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z", "0001-01-01T00:00:00Z",
                        "1970-01-01T00:00:00.000Z",
                "+292278994-08-17T07:12:55.807Z"
            })
    void aTimeFarAwayIsNoneAndNoFault(String written) {
        assertThat(micros(written)).isNull();
        assertThat(micros(written.replace("Z", ""))).isNull();
    }

    @Test
    void theYearsFrom2000To2100AreReadAndNoOthers() {
        assertThat(micros("2000-01-01T00:00:00.000Z")).isEqualTo(Timestamps.MICROS_MIN);
        assertThat(micros("1999-12-31T23:59:59.999Z")).isNull();
        assertThat(micros("2100-01-01T00:00:00.000Z")).isEqualTo(Timestamps.MICROS_MAX);
        assertThat(micros("2100-01-01T00:00:00.001Z")).isNull();
        assertThat(Timestamps.micros(view("946684800000"))).isEqualTo(Timestamps.MICROS_MIN);
        assertThat(Timestamps.micros(view("946684799999"))).isNull();
        assertThat(Timestamps.micros(view("4102444800000"))).isEqualTo(Timestamps.MICROS_MAX);
        assertThat(Timestamps.micros(view("4102444800001"))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1795449600123, 1795449600123000",
        "1795449600123.5, 1795449600123500",
        "1.795449600123e12, 1795449600123000"
    })
    void readsEpochMilliseconds(String written, long micros) {
        assertThat(Timestamps.micros(view(written))).isEqualTo(micros);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0", "-1", "1795449600", "1795449600123000", "999999999999999", "1000000000000000", "1e18", "1e40",
                        "1e999999999",
                "9223372036854775807", "true", "null", "{}", "[]", "-", "\"\"", "\"",
                        "99999999999999999999999999999999999999999"
            })
    void otherNumbersAndKindsAreNone(String json) {
        assertThat(Timestamps.micros(view(json))).isNull();
    }

    @Test
    void aMissingValueIsNone() {
        assertThat(Timestamps.micros((JsonValue) null)).isNull();
    }

    @Test
    void anInstantIsCutToMicrosecondsAndNeverWraps() {
        assertThat(Timestamps.micros(Instant.parse("2026-11-23T16:00:00.123456789Z")))
                .isEqualTo(1_795_449_600_123_456L);
        assertThat(Timestamps.micros(Instant.parse("2300-01-01T00:00:00Z"))).isEqualTo(10_413_792_000_000_000L);
        assertThatThrownBy(() -> Timestamps.micros(Instant.MAX)).isInstanceOf(ArithmeticException.class);
    }

    private static Long micros(String written) {
        return Timestamps.micros(view('"' + written + '"'));
    }
}
