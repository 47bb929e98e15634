package io.ecompulse.lake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** I6: memory over all open files of a process; the largest window goes first, as it frees the most with one file. */
final class MemoryBudget {
    private final long bytesMax;
    private final List<Sharer> sharers = new ArrayList<>();

    /** Who holds windows. */
    interface Sharer {
        /** Bytes of all of its windows. */
        long heldBytes();

        /** Bytes of the largest that may be sealed now. */
        long largestBytes();

        void sealLargest();
    }

    MemoryBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    void add(Sharer sharer) {
        sharers.add(sharer);
    }

    /** Seals until the rest is within the bound, or may not be sealed yet: then the batch it waits with goes on soon, or fails. */
    void keep() {
        while (sharers.stream().mapToLong(Sharer::heldBytes).sum() > bytesMax) {
            Optional<Sharer> largest = sharers.stream().max(Comparator.comparingLong(Sharer::largestBytes));
            if (largest.isEmpty() || largest.get().largestBytes() == 0) {
                return;
            }
            largest.get().sealLargest();
        }
    }
}
