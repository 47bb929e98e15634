package io.ecompulse.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What texts were found to mean, by their bytes, so that the few that most events have are looked into once. Bounded: each text
 * has one place, and one that comes later with the same place takes it. Threads may share it without a lock: an entry never changes,
 * and two who miss one at the same time both look it up.
 */
public final class Memo<T> {
    /** I6: longer texts are looked into each time and never kept, so that a full memo has a bound in bytes, too. */
    public static final int TEXT_BYTES_MAX = 1024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final @Nullable Entry<T>[] entries;
    private final Function<String, T> meaning;

    private record Entry<T>(byte[] text, T meaning) {}

    /** @param entriesMax at least 1; rounded down to a power of two */
    public Memo(int entriesMax, Function<String, T> meaning) {
        @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type cannot be made otherwise.
        @Nullable
        Entry<T>[] made = new Entry[Integer.highestOneBit(entriesMax)];
        this.entries = made;
        this.meaning = meaning;
    }

    public T of(byte[] bytes, int from, int to) {
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
        long hash = (long) to - from;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            hash = Long.rotateLeft((hash ^ (long) LONGS.get(bytes, at)) * MIX, 29);
        }
        for (; at < to; at++) {
            hash = (hash ^ bytes[at]) * MIX;
        }
        return (int) (hash >>> 32) & (entries.length - 1);
    }
}
