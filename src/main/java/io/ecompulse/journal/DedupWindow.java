package io.ecompulse.journal;

/**
 * The identities of the last records of one partition (I7), with the fingerprints of what came under them. Of the
 * {@code recordsMax} records before a record, the newest of the same identity and an equal or unknown fingerprint makes it a
 * duplicate when it is at most {@code window} older by its timestamp; else the newest of the same identity makes it a conflict,
 * likewise. A record of unknown fingerprint is a duplicate of either. That depends on the log alone and not on where reading
 * began, so every reader that has read back far enough answers the same.
 *
 * <p>Every record takes the next place of a ring; two open-addressing tables find the newest place of an identity, and of an
 * identity with a fingerprint. A client that writes one id on all its events so costs no more than any other. Bounded: when
 * the ring is full, the oldest record is forgotten. Places older than the window and a slack are forgotten sooner; the slack
 * is for edges whose clocks differ, as timestamps may go back that far. Not thread-safe.
 */
final class DedupWindow {
    /** How far timestamps of one partition may go back without an identity being forgotten too early. */
    static final long SLACK_MILLIS = 60_000;

    /** The fingerprint of a record that carries none. */
    static final long UNKNOWN = 0;

    private static final int NONE = -1;
    private static final long SPREAD = 0x9E3779B97F4A7C15L; // 2^64 divided by the golden ratio, as in Fibonacci hashing

    private final long windowMillis;
    private final int recordsMax;
    private final Newest ofIdentity = new Newest(false);
    private final Newest ofContent = new Newest(true);
    private long[] highs;
    private long[] lows;
    private long[] fingerprints;
    private long[] times;

    private long oldest;
    private long next;
    private long forgottenEarly;

    DedupWindow(long windowMillis, int recordsMax) {
        this.windowMillis = windowMillis;
        this.recordsMax = recordsMax;
        allocate(Math.min(1024, powerOfTwo(recordsMax)));
    }

    /** Remembers a record; answers what came before it makes of it. */
    Sighting sight(long high, long low, long fingerprint, long timestamp) {
        forgetOld(timestamp - windowMillis - SLACK_MILLIS);
        Sighting sighting = sighting(high, low, fingerprint, timestamp - windowMillis);
        if (next - oldest == recordsMax) {
            forgottenEarly++;
            forgetOldest();
        } else if (next - oldest == highs.length) {
            grow();
        }
        int place = place(next);
        highs[place] = high;
        lows[place] = low;
        fingerprints[place] = fingerprint;
        times[place] = timestamp;
        ofIdentity.put(place);
        ofContent.put(place);
        next++;
        return sighting;
    }

    private Sighting sighting(long high, long low, long fingerprint, long since) {
        boolean seen = isSince(ofIdentity.find(high, low, fingerprint), since);
        boolean same = fingerprint == UNKNOWN
                ? seen
                : isSince(ofContent.find(high, low, fingerprint), since)
                        || isSince(ofContent.find(high, low, UNKNOWN), since);
        if (same) {
            return Sighting.DUPLICATE;
        }
        return seen ? Sighting.CONFLICT : Sighting.FRESH;
    }

    private boolean isSince(int place, long since) {
        return place != NONE && times[place] >= since;
    }

    /** Records remembered. */
    int size() {
        return (int) (next - oldest);
    }

    /** Records forgotten although the window would still hold them, since the last call. */
    long takeForgottenEarly() {
        long count = forgottenEarly;
        forgottenEarly = 0;
        return count;
    }

    private void forgetOld(long keep) {
        while (oldest < next && times[place(oldest)] < keep) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        int place = place(oldest);
        ofIdentity.forget(place);
        ofContent.forget(place);
        oldest++;
    }

    private int place(long sequence) {
        return (int) (sequence & (highs.length - 1));
    }

    private void grow() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        long[] oldFingerprints = fingerprints;
        long[] oldTimes = times;
        allocate(oldHighs.length * 2);
        for (long sequence = oldest; sequence < next; sequence++) {
            int from = (int) (sequence & (oldHighs.length - 1));
            int to = place(sequence);
            highs[to] = oldHighs[from];
            lows[to] = oldLows[from];
            fingerprints[to] = oldFingerprints[from];
            times[to] = oldTimes[from];
            ofIdentity.put(to);
            ofContent.put(to);
        }
    }

    private void allocate(int places) {
        highs = new long[places];
        lows = new long[places];
        fingerprints = new long[places];
        times = new long[places];
        ofIdentity.clear(places * 2);
        ofContent.clear(places * 2);
    }

    private static int powerOfTwo(int atLeast) {
        return Integer.highestOneBit(Math.max(1, atLeast - 1)) << 1;
    }

    /** An open-addressing table of the newest place of everything that is alike: by identity, or by identity and fingerprint. */
    private final class Newest {
        private static final int EMPTY = 0;

        private final boolean byContent;
        /** Ring index + 1, or {@link #EMPTY}. */
        private int[] slots = new int[0];

        Newest(boolean byContent) {
            this.byContent = byContent;
        }

        void clear(int size) {
            slots = new int[size];
        }

        int find(long high, long low, long fingerprint) {
            return slots[slotOf(high, low, fingerprint)] - 1;
        }

        /** Takes over the slot of an older place that is alike. */
        void put(int place) {
            slots[slotOf(highs[place], lows[place], fingerprints[place])] = place + 1;
        }

        void forget(int place) {
            int slot = slotOf(highs[place], lows[place], fingerprints[place]);
            // A younger record that is alike may have taken over the slot.
            if (slots[slot] == place + 1) {
                free(slot);
            }
        }

        /** Empties a slot and moves up those behind it that could not have their own, so that no search stops early. */
        private void free(int slot) {
            int mask = slots.length - 1;
            int hole = slot;
            for (int i = (slot + 1) & mask; slots[i] != EMPTY; i = (i + 1) & mask) {
                int place = slots[i] - 1;
                int home = home(highs[place], fingerprints[place]);
                if (((i - home) & mask) >= ((i - hole) & mask)) {
                    slots[hole] = slots[i];
                    hole = i;
                }
            }
            slots[hole] = EMPTY;
        }

        /** The slot that holds what is alike, or the empty one where it would go. */
        private int slotOf(long high, long low, long fingerprint) {
            int mask = slots.length - 1;
            int slot = home(high, fingerprint);
            while (slots[slot] != EMPTY) {
                int place = slots[slot] - 1;
                if (highs[place] == high && lows[place] == low && (!byContent || fingerprints[place] == fingerprint)) {
                    return slot;
                }
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        private int home(long high, long fingerprint) {
            // The product's upper half, as its lower bits are no better spread than the fingerprint's own.
            long spread = byContent ? high + ((fingerprint * SPREAD) >>> 32) : high;
            return (int) spread & (slots.length - 1);
        }
    }
}
