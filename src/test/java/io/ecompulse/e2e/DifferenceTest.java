package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    @Test
    void namesWhatIsMissingWhatIsTooMuchAndWhatIsThereTwice() {
        assertThat(Difference.between(List.of("b", "c", "c", "d"), Set.of("a", "b", "c")))
                .isEqualTo(new Difference(Set.of("a"), Set.of("d"), Set.of("c")));
    }

    @Test
    void isNothingWhenEveryIdIsThereOnce() {
        assertThat(Difference.between(List.of("b", "a"), Set.of("a", "b"))).isEqualTo(Difference.NONE);
    }
}
