package io.ecompulse.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MemoTest {
    private final List<String> asked = new ArrayList<>();

    @Test
    void asksOnceForATextWhereverItStands() {
        Memo<String> memo = memo(8);

        assertThat(of(memo, "xabcx", 1, 4)).isEqualTo("ABC");
        assertThat(of(memo, "abc", 0, 3)).isEqualTo("ABC");

        assertThat(asked).containsExactly("abc");
    }

    @Test
    void holdsNoMoreThanItsEntries() {
        Memo<String> one = memo(1);
        of(one, "a", 0, 1);
        of(one, "b", 0, 1);
        assertThat(of(one, "a", 0, 1)).isEqualTo("A");
        assertThat(asked).containsExactly("a", "b", "a");

        asked.clear();
        Memo<String> two = memo(2);
        for (String text : List.of("a", "b", "a", "b")) {
            of(two, text, 0, 1);
        }
        assertThat(asked).containsExactly("a", "b");
    }

    @Test
    void keepsNoTextThatIsLong() {
        Memo<String> memo = memo(8);
        String longest = "a".repeat(Memo.TEXT_BYTES_MAX);
        of(memo, longest, 0, longest.length());
        of(memo, longest, 0, longest.length());
        assertThat(asked).hasSize(1);

        String longer = longest + "a";
        of(memo, longer, 0, longer.length());
        assertThat(of(memo, longer, 0, longer.length())).hasSize(longer.length());
        assertThat(asked).hasSize(3);
    }

    private Memo<String> memo(int entries) {
        return new Memo<>(entries, text -> {
            asked.add(text);
            return text.toUpperCase(java.util.Locale.ROOT);
        });
    }

    private static String of(Memo<String> memo, String text, int from, int to) {
        return memo.of(text.getBytes(UTF_8), from, to);
    }
}
