package io.ecompulse.event;

import static io.ecompulse.event.JsonSamples.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Property(tries = 3_000)
    void judgesRandomBytesAsTheJdkDoes(@ForAll byte[] bytes) {
        assertThat(Utf8.isValid(bytes, 0, bytes.length)).isEqualTo(isUtf8(bytes, 0, bytes.length));
    }

    @Property(tries = 3_000)
    void judgesBrokenTextAsTheJdkDoes(
            @ForAll String text, @ForAll byte broken, @ForAll @IntRange(max = 300) int at, @ForAll boolean breaks) {
        byte[] bytes = utf8("abcdefgh" + text + "\u07ff\uffff\ud7ff\ue000😀");
        if (breaks) {
            bytes[at % bytes.length] = broken;
        }
        int from = at % 9;

        assertThat(Utf8.isValid(bytes, from, bytes.length)).isEqualTo(isUtf8(bytes, from, bytes.length));
    }

    @Test
    void judgesEverySequenceOfTwoBytesAndTheEdgesOfLongerOnesAsTheJdkDoes() {
        List<String> wrong = new ArrayList<>();
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                for (int rest : new int[] {0x00, 0x7F, 0x80, 0xBF, 0xC0}) {
                    byte[] bytes = {(byte) first, (byte) second, (byte) rest, (byte) rest};
                    for (int length = 1; length <= 4; length++) {
                        if (Utf8.isValid(bytes, 0, length) != isUtf8(bytes, 0, length)) {
                            wrong.add(length + " of " + Arrays.toString(bytes));
                        }
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void aCharacterThatTheBoundCutsIsNotValid() {
        byte[] bytes = utf8("a€");

        assertThat(Utf8.isValid(bytes, 0, 4)).isTrue();
        assertThat(Utf8.isValid(bytes, 0, 3)).isFalse();
        assertThat(Utf8.isValid(bytes, 0, 2)).isFalse();
        assertThat(Utf8.isValid(bytes, 0, 0)).isTrue();
    }

    @Property(tries = 2_000)
    void truncationKeepsTheLongestPrefixThatCutsNoCharacter(@ForAll String any, @ForAll @IntRange(max = 40) int max) {
        byte[] valid = utf8(any.replaceAll("\\p{Cs}", "😀"));

        int length = Utf8.truncatedLength(valid, max);

        assertThat(length).isLessThanOrEqualTo(Math.min(max, valid.length));
        assertThat(Utf8.isValid(valid, 0, length)).isTrue();
        for (int longer = length + 1; longer <= Math.min(max, valid.length); longer++) {
            assertThat(Utf8.isValid(valid, 0, longer)).isFalse();
        }
    }

    @Test
    void truncatesAtTheLimitAndOneBeyond() {
        byte[] euro = utf8("ab€");

        assertThat(Utf8.truncatedLength(euro, 6)).isEqualTo(5);
        assertThat(Utf8.truncatedLength(euro, 5)).isEqualTo(5);
        assertThat(Utf8.truncatedLength(euro, 4)).isEqualTo(2);
        assertThat(Utf8.truncatedLength(euro, 0)).isZero();
    }

    private static boolean isUtf8(byte[] bytes, int from, int to) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException broken) {
            return false;
        }
    }

    @Property
    void findsTheFirstNul(@ForAll byte[] bytes, @ForAll @IntRange(max = 40) int at, @ForAll boolean one) {
        byte[] text = new byte[bytes.length];
        for (int i = 0; i < text.length; i++) {
            text[i] = bytes[i] == 0 ? -1 : bytes[i];
        }
        int nul = Math.min(at, text.length);
        if (one && nul < text.length) {
            text[nul] = 0;
        }

        assertThat(Utf8.indexOfNul(text, 0, text.length)).isEqualTo(one ? nul : text.length);
        assertThat(Utf8.indexOfNul(text, 0, nul)).isEqualTo(nul);
    }
}
