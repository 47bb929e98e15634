package io.ecompulse.aggregate;

import java.util.Arrays;

/** Distinct 64-bit hashes without boxing: open addressing, at most half full. Zero, the empty mark, is kept as one. */
final class LongSet {
    private static final int CAPACITY_MIN = 16;

    private long[] slots = new long[CAPACITY_MIN];
    private int size;

    void add(long hash) {
        long value = hash == 0 ? 1 : hash;
        if (!put(slots, value)) {
            return;
        }
        size++;
        if (size * 2 > slots.length) {
            grow();
        }
    }

    int size() {
        return size;
    }

    /** The members, in no order. */
    long[] toArray() {
        return Arrays.stream(slots).filter(value -> value != 0).toArray();
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long value : slots) {
            if (value != 0) {
                put(larger, value);
            }
        }
        slots = larger;
    }

    private static boolean put(long[] slots, long value) {
        int mask = slots.length - 1;
        int at = (int) value & mask;
        while (slots[at] != 0) {
            if (slots[at] == value) {
                return false;
            }
            at = (at + 1) & mask;
        }
        slots[at] = value;
        return true;
    }
}
