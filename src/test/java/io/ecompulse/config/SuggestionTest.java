package io.ecompulse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
    private static final List<String> KEYS = List.of("edge.port", "lake.window.age", "lake.window.bytes");

    @Test
    void findsTheKeyWithTheFewestEdits() {
        assertThat(Suggestion.nearest("lake.window.byte", KEYS)).isEqualTo("lake.window.bytes");
        assertThat(Suggestion.nearest("egde.port", KEYS)).isEqualTo("edge.port");
    }

    @Test
    void anythingIsLikeItself() {
        assertThat(Suggestion.nearest("edge.port", KEYS)).isEqualTo("edge.port");
    }

    @Test
    void aShortWordMayDifferInTwoLettersAndNoMore() {
        assertThat(Suggestion.nearest("abcd", List.of("abxy"))).isEqualTo("abxy");
        assertThat(Suggestion.nearest("abcd", List.of("axyz"))).isNull();
    }

    @Test
    void aLongWordMayDifferInAThirdOfItsLettersAndNoMore() {
        assertThat(Suggestion.nearest("abcdefghi", List.of("abcdefxyz"))).isEqualTo("abcdefxyz");
        assertThat(Suggestion.nearest("abcdefghi", List.of("abcdewxyz"))).isNull();
    }

    @Test
    void aWordOfWhichNothingIsLeftIsNoOther() {
        assertThat(Suggestion.nearest("z", List.of("b"))).isNull();
        assertThat(Suggestion.nearest("zz", List.of("bz"))).isEqualTo("bz");
        assertThat(Suggestion.nearest("", List.of("b"))).isNull();
    }

    @Test
    void ofNothingComesNothing() {
        assertThat(Suggestion.nearest("edge.port", List.of())).isNull();
    }
}
