package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Murmur3Test {
    private final Murmur3 murmur = new Murmur3();

    @Test
    void agreesWithTheReferenceImplementation() {
        assertThat(hex("")).isEqualTo("00000000000000000000000000000000");
        assertThat(hex("hello")).isEqualTo("cbd8a7b341bd9b025b1e906a48ae1d19");
        assertThat(hex("The quick brown fox jumps over the lazy dog")).isEqualTo("e34bbc7bbc071b6c7a433ca9c49a9347");
    }

    @Test
    void readsNothingBehindTheLength() {
        for (int length = 0; length <= 40; length++) {
            byte[] exact = new byte[length];
            Arrays.fill(exact, (byte) -7);
            byte[] longer = Arrays.copyOf(exact, length + 9);
            Arrays.fill(longer, length, length + 9, (byte) 99);

            String expected = hex(exact, length);
            assertThat(hex(longer, length)).isEqualTo(expected);
        }
    }

    @Test
    void everyByteCountsAtEveryLength() {
        for (int length = 1; length <= 40; length++) {
            for (int at = 0; at < length; at++) {
                byte[] one = new byte[length];
                one[at] = 1;
                assertThat(hex(one, length)).isNotEqualTo(hex(new byte[length], length));
            }
        }
    }

    private String hex(String text) {
        byte[] bytes = Journals.bytes(text);
        return hex(bytes, bytes.length);
    }

    private String hex(byte[] bytes, int length) {
        murmur.hash(bytes, length);
        return String.format("%016x%016x", murmur.high(), murmur.low());
    }
}
