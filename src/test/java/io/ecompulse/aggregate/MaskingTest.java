package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {
    @ParameterizedTest
    @CsvSource({
        "jane.doe@example.com, j…@….com",
        "Mail to jane@shop.example now, Mail to j…@….example now",
        "<a@b>, <a…@…>",
        "@, …@…",
        "from 203.0.113.7, from …",
        "2001:db8::1 came, … came",
        "fe80:0:0:0:1:2:3:4, …",
        "::ffff:203.0.113.7, ……",
        "at 12:30:05, at 12:30:05",
        "Product Viewed, Product Viewed",
        "v1.2.3, v1.2.3"
    })
    void addressesAreLeftOutOfTexts(String text, String masked) {
        assertThat(Masking.MASKED.text(text)).isEqualTo(masked);
        assertThat(Masking.SHOWN.text(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0190f0a2-7d1e, 0190…", "abcde, abcd…", "abcd, …", "jane@shop.example, j…@….example"})
    void ofAnIdTheBeginningIsLeft(String id, String masked) {
        assertThat(Masking.MASKED.id(id)).isEqualTo(masked);
        assertThat(Masking.SHOWN.id(id)).isEqualTo(id);
    }
}
