package io.ecompulse.journal;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers one assignment of a partition to the stage: asks the position, hands over batch after batch, and after a fault lets
 * go and begins again. One stage call at a time. Everything here happens on the stage's context.
 */
final class PartitionDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionDelivery.class);

    private final PartitionRead read;
    private final ReadControl control;
    private final DeliveryParts parts;
    private final Deque<PolledBatch> waiting = new ArrayDeque<>();
    private final Promise<Void> ended = Promise.promise();
    /** Which positioning batches must come from; raised by every fault, so that those under way are known as stale. */
    private long run;

    private int faults;
    private boolean calling;
    private boolean holding;
    /** Between a position and what makes it be asked again. */
    private boolean reading;

    private boolean ending;
    private boolean orderly;
    private @Nullable Throwable broken;

    PartitionDelivery(PartitionRead read, ReadControl control, DeliveryParts parts) {
        this.read = read;
        this.control = control;
        this.parts = parts;
    }

    boolean isFor(PartitionRead other) {
        return read == other;
    }

    /** Whether what the poll thread says of a run still matters. */
    boolean isCurrent(long otherRun) {
        return !ending && run == otherRun;
    }

    /** Asks the stage where it is, and has the poll thread read on from there. */
    void begin() {
        if (ending) {
            return;
        }
        holding = true;
        calling = true;
        parts.call(() -> parts.stage().position(read.number()), this::positioned);
    }

    /** A batch came; one of an older run is never delivered. */
    void polled(PolledBatch batch) {
        if (isCurrent(batch.run())) {
            waiting.add(batch);
            takeNext();
        } else {
            drop(batch);
        }
    }

    /** The poll thread could not start or go on. */
    void broke(long brokenRun, Exception fault) {
        if (!isCurrent(brokenRun)) {
            return;
        }
        LOG.warn("Reading {} from Kafka failed, trying again", read.partition(), fault);
        parts.meters().error(ReadStep.POLL);
        if (calling) {
            // The stage is taking a batch: when that comes back, all starts over.
            broken = fault;
        } else {
            startOver(fault);
        }
    }

    /**
     * The stage's store went back although no batch failed; as if one had. Ignored unless reading, for then the position will
     * be asked anyway.
     *
     * @return whether reading starts over
     */
    boolean rewind(String why) {
        if (ending || !reading) {
            return false;
        }
        Rewind rewind = Rewind.to(why);
        if (!calling) {
            noteRewind(rewind);
            startOver(rewind);
        } else if (broken == null) {
            noteRewind(rewind);
            broken = rewind;
        }
        return true;
    }

    /** Ends the assignment; completes when the stage holds nothing of it. Asked again, it is the same end. */
    Future<Void> end(boolean mayFinish) {
        orderly = mayFinish && (orderly || !ending);
        if (!ending) {
            ending = true;
            dropWaiting();
            if (!calling) {
                releaseLast();
            }
        }
        return ended.future();
    }

    private void positioned(@Nullable OptionalLong position, @Nullable Throwable fault) {
        calling = false;
        if (ending) {
            releaseLast();
        } else if (position != null) {
            run++;
            reading = true;
            control.start(read, run, position);
        } else {
            LOG.warn("The stage does not know its position of {}, asking again", read.partition(), fault);
            parts.meters().error(ReadStep.POSITION);
            backOff();
        }
    }

    private void takeNext() {
        PolledBatch next = calling ? null : waiting.poll();
        if (next != null) {
            calling = true;
            parts.call(() -> parts.stage().take(next.batch()), (done, fault) -> taken(next, fault));
        }
    }

    private void taken(PolledBatch batch, @Nullable Throwable fault) {
        calling = false;
        drop(batch);
        if (fault != null) {
            noteTakeFault(batch.batch(), fault);
        }
        Throwable reason = fault == null ? broken : fault;
        broken = null;
        if (ending) {
            // A stage that just failed has nothing to finish.
            orderly = orderly && fault == null;
            releaseLast();
        } else if (reason != null) {
            startOver(reason);
        } else {
            faults = 0;
            takeNext();
        }
    }

    /** Nothing read so far is delivered any more; the stage drops what it holds and is asked where it is. */
    private void startOver(Throwable fault) {
        parts.meters().rewound();
        reading = false;
        control.hold(read);
        run++;
        dropWaiting();
        calling = true;
        parts.call(() -> parts.stage().release(read.number(), false), (done, releaseFault) -> {
            calling = false;
            holding = false;
            noteReleaseFault(releaseFault);
            if (ending) {
                releaseLast();
            } else if (fault instanceof Rewind && faults == 0) {
                // Once at once; a stage that rewinds again before it took anything waits like any other.
                faults++;
                begin();
            } else {
                backOff();
            }
        });
    }

    private void backOff() {
        long delay = parts.backOffMillis(faults);
        faults++;
        parts.home().after(delay, this::begin);
    }

    private void releaseLast() {
        if (!holding) {
            ended.tryComplete();
            return;
        }
        holding = false;
        calling = true;
        parts.call(() -> parts.stage().release(read.number(), orderly), (done, fault) -> {
            noteReleaseFault(fault);
            ended.tryComplete();
        });
    }

    private void noteTakeFault(JournalBatch batch, Throwable fault) {
        if (fault instanceof Rewind) {
            noteRewind(fault);
            return;
        }
        parts.meters().error(ReadStep.TAKE);
        LOG.error(
                "The stage failed on {} at offsets {} to {}; they are read again",
                read.partition(),
                batch.start(),
                batch.end(),
                fault);
    }

    private void noteRewind(Throwable rewind) {
        LOG.info("{} is read again: {}", read.partition(), rewind.getMessage());
    }

    private void noteReleaseFault(@Nullable Throwable fault) {
        if (fault != null) {
            parts.meters().error(ReadStep.RELEASE);
            LOG.error("The stage failed to let go of {}", read.partition(), fault);
        }
    }

    private void dropWaiting() {
        waiting.forEach(this::drop);
        waiting.clear();
    }

    /** Its bytes no longer count. */
    private void drop(PolledBatch batch) {
        parts.meters().buffered().addAndGet(-batch.bytes());
    }
}
