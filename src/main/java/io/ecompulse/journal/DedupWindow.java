package io.ecompulse.journal;

/**
 * The identities of the last records of one partition (I7). A record is a duplicate when among the {@code recordsMax} offsets
 * before it the newest of the same identity is at most {@code window} older by its timestamp. That depends on the log alone and
 * not on where reading began, so every reader that has read back far enough answers the same. Offsets rather than records, for
 * that is all a reader can go back by: some hold no record, and foreign producers' records have no identity.
 *
 * <p>Every offset takes the next place of a ring; an open-addressing table finds the newest place of an identity. Bounded: when
 * the ring is full, the oldest record is forgotten. Places older than the window and a slack are forgotten sooner; the slack
 * is for edges whose clocks differ, as timestamps may go back that far. Not thread-safe.
 */
final class DedupWindow {
    /** How far timestamps of one partition may go back without an identity being forgotten too early. */
    static final long SLACK_MILLIS = 60_000;

    private static final int EMPTY = 0;
    /** The time of an offset that has no identity. */
    private static final long NOTHING = Long.MIN_VALUE;

    private final long windowMillis;
    private final int recordsMax;
    private long[] highs;
    private long[] lows;
    private long[] times;
    /** Ring index + 1, or {@link #EMPTY}. */
    private int[] table;

    /** Offsets: of the oldest that is remembered, and the one after the newest. */
    private long oldest;

    private long next;
    private long forgottenEarly;

    DedupWindow(long windowMillis, int recordsMax) {
        this.windowMillis = windowMillis;
        this.recordsMax = recordsMax;
        allocate(Math.min(1024, powerOfTwo(recordsMax)));
    }

    /** Remembers a record; true when the same identity came before, inside the window. */
    boolean isDuplicate(long offset, long high, long low, long timestamp) {
        forgetOld(timestamp - windowMillis - SLACK_MILLIS);
        skipTo(offset);
        int slot = slotOf(high, low);
        boolean duplicate = table[slot] != EMPTY && timestamp - times[table[slot] - 1] <= windowMillis;
        makeRoom();
        slot = slotOf(high, low);
        int place = place(next);
        highs[place] = high;
        lows[place] = low;
        times[place] = timestamp;
        table[slot] = place + 1;
        next++;
        return duplicate;
    }

    /** Offsets remembered. */
    int size() {
        return (int) (next - oldest);
    }

    /** Records forgotten although the window would still hold them, since the last call. */
    long takeForgottenEarly() {
        long count = forgottenEarly;
        forgottenEarly = 0;
        return count;
    }

    /** Gives a place to every offset without an identity before this one. */
    private void skipTo(long offset) {
        if (next == oldest || offset - next >= recordsMax) {
            while (oldest < next) {
                forgottenEarly += times[place(oldest)] == NOTHING ? 0 : 1;
                forgetOldest();
            }
            oldest = offset;
            next = offset;
        }
        for (; next < offset; next++) {
            makeRoom();
            times[place(next)] = NOTHING;
        }
    }

    private void makeRoom() {
        if (next - oldest == recordsMax) {
            forgottenEarly += times[place(oldest)] == NOTHING ? 0 : 1;
            forgetOldest();
        } else if (next - oldest == highs.length) {
            grow();
        }
    }

    private void forgetOld(long keep) {
        while (oldest < next && times[place(oldest)] < keep) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        int place = place(oldest);
        if (times[place] == NOTHING) {
            oldest++;
            return;
        }
        int slot = slotOf(highs[place], lows[place]);
        // A younger record of the same identity may have taken over the slot.
        if (table[slot] == place + 1) {
            free(slot);
        }
        oldest++;
    }

    /** Empties a slot and moves up those behind it that could not have their own, so that no search stops early. */
    private void free(int slot) {
        int mask = table.length - 1;
        int hole = slot;
        for (int i = (slot + 1) & mask; table[i] != EMPTY; i = (i + 1) & mask) {
            int home = home(highs[table[i] - 1], mask);
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                table[hole] = table[i];
                hole = i;
            }
        }
        table[hole] = EMPTY;
    }

    /** The slot that holds the identity, or the empty one where it would go. */
    private int slotOf(long high, long low) {
        int mask = table.length - 1;
        int slot = home(high, mask);
        while (table[slot] != EMPTY) {
            int place = table[slot] - 1;
            if (highs[place] == high && lows[place] == low) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int home(long high, int mask) {
        return (int) high & mask;
    }

    private int place(long sequence) {
        return (int) (sequence & (highs.length - 1));
    }

    private void grow() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        long[] oldTimes = times;
        allocate(oldHighs.length * 2);
        for (long sequence = oldest; sequence < next; sequence++) {
            int from = (int) (sequence & (oldHighs.length - 1));
            int to = place(sequence);
            highs[to] = oldHighs[from];
            lows[to] = oldLows[from];
            times[to] = oldTimes[from];
            if (times[to] != NOTHING) {
                table[slotOf(highs[to], lows[to])] = to + 1;
            }
        }
    }

    private void allocate(int places) {
        highs = new long[places];
        lows = new long[places];
        times = new long[places];
        table = new int[places * 2];
    }

    private static int powerOfTwo(int atLeast) {
        return Integer.highestOneBit(Math.max(1, atLeast - 1)) << 1;
    }
}
