package io.ecompulse.journal.spool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Groups taken and not yet durable, up to a bound of bytes. Any thread may offer; one takes. */
final class Waiting {
    private final long bytesMax;
    private final Deque<Group> groups = new ArrayDeque<>();
    private long bytes;
    private long untaken;
    private boolean closed;

    /** A group and the stage that its caller waits on. */
    record Group(List<byte[]> records, long bytes, CompletableFuture<Void> done) {}

    Waiting(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes the group, or says why not. */
    synchronized @Nullable SpoolUnavailable offer(Group group) {
        if (closed) {
            return new SpoolUnavailable(SpoolUnavailable.Why.CLOSED, "the spool is closed");
        }
        // One that is larger than the bound goes alone: it would be refused for ever.
        if (bytes > 0 && bytes + group.bytes() > bytesMax) {
            return new SpoolUnavailable(
                    SpoolUnavailable.Why.BUSY, bytes + " bytes wait to be spooled, at most " + bytesMax + " may");
        }
        bytes += group.bytes();
        untaken += group.bytes();
        groups.add(group);
        notifyAll();
        return null;
    }

    /** Bytes of the groups that nobody has taken. */
    synchronized long untaken() {
        return untaken;
    }

    /** Waits for a group; false once closed and taken whole. */
    synchronized boolean await() throws InterruptedException {
        while (groups.isEmpty() && !closed) {
            wait();
        }
        return !groups.isEmpty();
    }

    /** All groups that wait, at least one; empty once closed and taken whole. Their bytes count until {@link #finished}. */
    synchronized List<Group> take() throws InterruptedException {
        boolean any = await();
        List<Group> all = any ? new ArrayList<>(groups) : List.of();
        groups.clear();
        untaken = 0;
        return all;
    }

    synchronized void finished(Group group) {
        bytes -= group.bytes();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
