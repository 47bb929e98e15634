package io.ecompulse.lake;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What texts were found to mean, by their bytes, so that the few that most events have are looked into once. Bounded: each text
 * has one place, and one that comes later with the same place takes it. Not thread-safe.
 */
final class Memo<T> {
    /** I6: longer texts are looked into each time and never kept, so that a full memo has a bound in bytes, too. */
    static final int TEXT_BYTES_MAX = 1024;

    private final @Nullable Entry<T>[] entries;
    private final Function<String, T> meaning;

    private record Entry<T>(byte[] text, T meaning) {}

    /** @param entriesMax at least 1; rounded down to a power of two */
    Memo(int entriesMax, Function<String, T> meaning) {
        @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type cannot be made otherwise.
        @Nullable
        Entry<T>[] made = new Entry[Integer.highestOneBit(entriesMax)];
        this.entries = made;
        this.meaning = meaning;
    }

    T of(byte[] bytes, int from, int to) {
        if (to - from > TEXT_BYTES_MAX) {
            return meaning.apply(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        }
        int place = place(bytes, from, to);
        Entry<T> entry = entries[place];
        if (entry == null || !Arrays.equals(entry.text(), 0, entry.text().length, bytes, from, to)) {
            byte[] text = Arrays.copyOfRange(bytes, from, to);
            entry = new Entry<>(text, meaning.apply(new String(text, StandardCharsets.UTF_8)));
            entries[place] = entry;
        }
        return entry.meaning();
    }

    private int place(byte[] bytes, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ (hash >>> 16)) & (entries.length - 1);
    }
}
