package io.ecompulse.dev.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    @ParameterizedTest
    @CsvSource({"1,1000", "7,7000", "30,30000", "31,30000", "86400,30000"})
    void waitsTheSecondsThatTheServerNamesWithinABound(String header, long millis) {
        assertThat(RetryAfter.millis(header)).isEqualTo(millis);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "0", "-5", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"})
    void waitsASecondWhenTheHeaderSaysNothing(String header) {
        assertThat(RetryAfter.millis(header)).isEqualTo(1_000);
    }
}
