package io.ecompulse.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SoughtTextTest {
    @Property(tries = 2000)
    void isFoundWhereverItStandsAndNowhereElse(
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 40) String other,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(min = 1, max = 8) String sought) {
        assertThat(isIn(sought, other)).isEqualTo(other.contains(sought));
    }

    /** Letter by letter anew at each place, this would take hours. */
    @Test
    void aTextThatIsNearlyFoundEverywhereCostsNoMoreThanAnother() {
        String other = "a".repeat(8_000_000);
        String sought = "a".repeat(4_000_000) + "b";

        assertTimeoutPreemptively(
                Duration.ofMinutes(1), () -> assertThat(isIn(sought, other)).isFalse());
        assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> assertThat(isIn(sought, other + "b")).isTrue());
    }

    private static boolean isIn(String sought, String other) {
        return new SoughtText(sought.getBytes(US_ASCII)).isIn(other.getBytes(US_ASCII));
    }
}
