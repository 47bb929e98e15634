package io.ecompulse.event;

import static io.ecompulse.event.JsonSamples.view;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
    @ParameterizedTest
    @CsvSource({
        "12.90, EUR, 1290",
        "'\"12.90\"', EUR, 1290",
        "12, EUR, 1200",
        "1200, JPY, 1200",
        "1200.5, JPY, 1201",
        "1.234, KWD, 1234",
        "1.2345, KWD, 1235",
        "1.005, EUR, 101",
        "1.0049999, EUR, 100",
        "-1.005, EUR, -101",
        "-0, EUR, 0",
        "1e3, EUR, 100000",
        "5e-3, EUR, 1",
        "1e-40, EUR, 0",
        "12.345, XXX, 1235",
        "12.345, ZZZ, 1235"
    })
    void countsMinorUnitsOfTheCurrencyAndRoundsHalfUp(String json, String currency, long minor) {
        assertThat(Money.of(view(json), currency)).isEqualTo(new Money(currency, minor));
    }

    @Test
    void anAmountMayReachTheBoundEitherWayAndNoFurther() {
        assertThat(Money.of(view("100000000000.00"), "EUR")).isEqualTo(new Money("EUR", Money.MINOR_MAX));
        assertThat(Money.of(view("-100000000000.00"), "EUR")).isEqualTo(new Money("EUR", -Money.MINOR_MAX));
        assertThat(Money.of(view("100000000000.01"), "EUR")).isNull();
        assertThat(Money.of(view("-100000000000.01"), "EUR")).isNull();
        assertThat(Money.of(view("10000000000000"), "JPY")).isNotNull();
        assertThat(Money.of(view("10000000000001"), "JPY")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999",
                "1e-999999999",
                "\"1e2147483647\"",
                "\"-1e-2147483648\"",
                "1e40",
                "\"\"",
                "\"abc\"",
                "true",
                "null",
                "{}",
                "[12]",
                "\"12,90\"",
                "\"€12\"",
                "9999999999999999999999999999999999999999"
            })
    void whatIsNoAmountIsNoneAndCostsNothing(String json) {
        assertThat(Money.of(view(json), "EUR")).isNull();
    }

    @Test
    void aMissingAmountIsNone() {
        assertThat(Money.of(null, "EUR")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"EUR, EUR", "eur, EUR", "uSd, USD", "zzz, ZZZ", "XXX, XXX", "\\u0045UR, EUR"})
    void readsThreeLettersAsACurrency(String written, String currency) {
        assertThat(Money.currency(view('"' + written + '"'))).isEqualTo(currency);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"EU\"",
                "\"EURO\"",
                "\"E1R\"",
                "\"ßaa\"",
                "\"ıab\"",
                "\"ﬁx\"",
                "123",
                "true",
                "null",
                "{}",
                "\"€\""
            })
    void anythingElseIsNoCurrency(String json) {
        assertThat(Money.currency(view(json))).isEqualTo(Money.NO_CURRENCY);
    }

    @Test
    void aMissingCurrencyIsNone() {
        assertThat(Money.currency(null)).isEqualTo(Money.NO_CURRENCY);
    }

    @ParameterizedTest
    @CsvSource({
        "EUR, 1234, 12.34",
        "JPY, 1234, 1234",
        "KWD, 1234, 1.234",
        "EUR, -5, -0.05",
        "ZZZ, 100, 1.00",
        "EUR, 0, 0.00"
    })
    void writesMajorUnitsAsPeopleDo(String currency, long minor, String major) {
        assertThat(Money.major(currency, minor)).isEqualTo(major);
    }

    @Property
    void whatIsWrittenIsReadAgain(@ForAll @LongRange(min = -Money.MINOR_MAX, max = Money.MINOR_MAX) long minor) {
        for (String currency : new String[] {"EUR", "JPY", "KWD", "XXX"}) {
            assertThat(Money.of(view(Money.major(currency, minor)), currency)).isEqualTo(new Money(currency, minor));
        }
    }

    @Test
    void asManyLargestOrdersAsThereCanBeFitASum() {
        assertThat(BigDecimal.valueOf(Money.MINOR_MAX).multiply(BigDecimal.valueOf(900_000)))
                .isLessThan(BigDecimal.valueOf(Long.MAX_VALUE));
    }
}
