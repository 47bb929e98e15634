package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorIdTest {
    @Test
    void isTheSameForEveryCopyOfAnEventAndAnotherForEachOtherEvent() {
        String visitor = VisitorId.of("web", "m-1");

        assertThat(VisitorId.of("web", "m-1")).isEqualTo(visitor);
        assertThat(VisitorId.of("web", "m-2")).isNotEqualTo(visitor);
        assertThat(VisitorId.of("app", "m-1")).isNotEqualTo(visitor);
        assertThat(VisitorId.of("we", "bm-1")).isNotEqualTo(visitor);
    }

    /** Another one would make every visitor of a cookieless first request a new one when the program is upgraded. */
    @Test
    void staysWhatItIs() {
        assertThat(VisitorId.of("web", "m-1")).isEqualTo("939f9f94-5800-8129-9aa9-cf46d97b0bf5");
    }

    @Test
    void knowsItsOwn() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(VisitorId.isOne(VisitorId.of("web", "m-" + i))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "person-17",
                "0123abcd-0123-8123-8123-0123456789a",
                "0123abcd-0123-8123-8123-0123456789abc",
                "0123ABCD-0123-8123-8123-0123456789ab",
                "0123abcd-0123-4123-8123-0123456789ab",
                "0123abcd-0123-8123-7123-0123456789ab",
                "0123abcd-0123-8123-c123-0123456789ab",
                "0123abcd00123-8123-8123-0123456789ab",
                "0123abcg-0123-8123-8123-0123456789ab",
                "\"123abcd-0123-8123-8123-0123456789a\"",
                "0123abcd-0123-8123-8123-0123456789a\u00e9"
            })
    void takesNothingElseForOne(String text) {
        assertThat(VisitorId.isOne("0123abcd-0123-8123-8123-0123456789ab")).isTrue();
        assertThat(VisitorId.isOne(text)).isFalse();
    }
}
