package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EntryBytesTest {
    @Property(tries = 300)
    void anEntryComesBackAsItWent(
            @ForAll byte[] key, @ForAll byte[] value, @ForAll @Size(max = 5) List<byte[]> headers) {
        JournalEntry entry = new JournalEntry(
                JournalTopic.FAILED,
                key,
                value,
                17,
                headers.stream()
                        .map(header -> new JournalEntry.Header("h" + header.length, header))
                        .toList());

        JournalEntry read = EntryBytes.entry(EntryBytes.of(entry), 42);

        assertThat(read.topic()).isEqualTo(JournalTopic.FAILED);
        assertThat(read.key()).isEqualTo(key);
        assertThat(read.value()).isEqualTo(value);
        assertThat(read.timestamp()).isEqualTo(42);
        assertThat(read.headers()).usingRecursiveComparison().isEqualTo(entry.headers());
    }

    @Property(tries = 300)
    void refusesWhatIsCutOffOrTooLong(@ForAll byte[] value) {
        byte[] bytes = EntryBytes.of(entry(value));

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> EntryBytes.entry(cut, 0)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> EntryBytes.entry(Arrays.copyOf(bytes, bytes.length + 1), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsTheFormThatAnOlderProcessWroteToItsVolume() {
        byte[] written = HexFormat.of()
                .parseHex("0100" + "0000000000000011" + "00000001" + "6b" + "00000002" + "7b7d" + "00000001"
                        + "00000002" + "6964" + "00000001" + "37");

        assertThat(EntryBytes.of(entry("{}".getBytes(StandardCharsets.UTF_8)))).isEqualTo(written);
        assertThat(EntryBytes.entry(written, 17))
                .usingRecursiveComparison()
                .isEqualTo(entry("{}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void refusesAVersionAndATopicThatItDoesNotKnow() {
        byte[] bytes = EntryBytes.of(entry(new byte[0]));
        byte[] newer = bytes.clone();
        newer[0] = 2;
        byte[] strange = bytes.clone();
        strange[1] = 3;

        assertThatThrownBy(() -> EntryBytes.entry(newer, 0)).hasMessageContaining("version 2");
        assertThatThrownBy(() -> EntryBytes.entry(strange, 0)).hasMessageContaining("topic 3");
    }

    private static JournalEntry entry(byte[] value) {
        return new JournalEntry(
                JournalTopic.EVENTS,
                new byte[] {'k'},
                value,
                17,
                List.of(new JournalEntry.Header(JournalEntry.ID, new byte[] {'7'})));
    }
}
