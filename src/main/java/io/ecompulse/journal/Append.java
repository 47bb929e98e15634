package io.ecompulse.journal;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * One append on its way. Every entry is settled once, by an acknowledgement or a fault, from whatever thread; the caller is
 * answered once, on its own context, when the last entry is settled or when the time is up. Thread-safe.
 */
final class Append {
    private final Context caller;
    private final long bytes;
    private final int size;
    private final long startedNanos;
    private final Promise<Durability> answer = Promise.promise();
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicInteger open;
    private volatile List<JournalEntry> entries;
    private volatile @Nullable Throwable fault;

    Append(Context caller, List<JournalEntry> entries, long bytes, long startedNanos) {
        this.caller = caller;
        this.entries = entries;
        this.bytes = bytes;
        this.size = entries.size();
        this.startedNanos = startedNanos;
        this.open = new AtomicInteger(size);
    }

    Future<Durability> future() {
        return answer.future();
    }

    List<JournalEntry> entries() {
        return entries;
    }

    /** Forgets the entries, once they are Kafka's: an append may outlive its payloads by far. */
    void handedOver() {
        entries = List.of();
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    long startedNanos() {
        return startedNanos;
    }

    @Nullable
    Throwable fault() {
        return fault;
    }

    boolean isSettled() {
        return open.get() <= 0;
    }

    /** Whether there is no sense in sending what is left: one entry failed, or the caller has had its answer. */
    boolean isLost() {
        return fault != null || answered.get();
    }

    /** Settles some entries; true, once, when they were the last. To settle one twice, as after an Error in a send, does no harm. */
    boolean settle(int count, @Nullable Throwable newFault) {
        if (newFault != null && fault == null) {
            fault = newFault;
        }
        int before = open.getAndAdd(-count);
        return before > 0 && before <= count;
    }

    /** Tells the caller what came out of it. I1: durable only when every entry was acknowledged. */
    void answer() {
        Throwable known = fault;
        answer(known == null ? null : refused(known));
    }

    /** Tells the caller that it failed, although entries may still be under way. */
    void fail(JournalUnavailable reason) {
        answer(reason);
    }

    private static JournalUnavailable refused(Throwable fault) {
        boolean unfit = fault instanceof RecordTooLargeException || fault instanceof SerializationException;
        return new JournalUnavailable(
                unfit ? JournalUnavailable.Why.UNFIT : JournalUnavailable.Why.REFUSED,
                "Kafka did not acknowledge the append",
                fault);
    }

    private void answer(@Nullable JournalUnavailable reason) {
        if (answered.compareAndSet(false, true)) {
            caller.runOnContext(home -> {
                if (reason == null) {
                    answer.complete(Durability.JOURNAL);
                } else {
                    answer.fail(reason);
                }
            });
        }
    }
}
