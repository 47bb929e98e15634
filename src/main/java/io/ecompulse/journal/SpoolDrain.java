package io.ecompulse.journal;

import io.ecompulse.journal.spool.Spool;
import io.ecompulse.journal.spool.SpoolChunk;
import io.ecompulse.journal.spool.SpoolRecord;
import io.vertx.core.Context;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the spool to Kafka, oldest first, one chunk at a time: so the order stays, and live appends, which take turns with it
 * at the sending thread, never wait for more than one chunk. On a thread of its own.
 */
final class SpoolDrain implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolDrain.class);

    private final Spool spool;
    private final Target target;
    private final DrainConfig config;
    private final SpoolMeters meters;
    private final Thread thread = new Thread(this, "ecompulse-spool-drain");
    private final CountDownLatch asked = new CountDownLatch(1);
    /** Fails when nobody waits for an answer any more. */
    private final CompletableFuture<Durability> givenUp = new CompletableFuture<>();

    private boolean failing;

    /** Where the spool is brought. */
    record Target(BreakingJournal journal, Context context, InstantSource clock) {}

    SpoolDrain(Spool spool, Target target, DrainConfig config, SpoolMeters meters) {
        this.spool = spool;
        this.target = target;
        this.config = config;
        this.meters = meters;
    }

    void start() {
        thread.start();
    }

    /**
     * Goes on while Kafka takes what is left, for as long as a close may wait; then ends. Blocks until it has. Never by an
     * interrupt: one that met a file would close it, which the spool must take for a fault of its disk.
     */
    void stop() {
        asked.countDown();
        try {
            thread.join(config.closeTimeout().toMillis());
            Throwable late = JournalUnavailable.of(JournalUnavailable.Why.SILENT, "The journal is closing");
            boolean unused = givenUp.completeExceptionally(late);
            thread.join(config.closeTimeout().toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            boolean wasAsked;
            boolean goesOn;
            do {
                wasAsked = asked.getCount() == 0;
                goesOn = drainedOne();
            } while ((goesOn || !wasAsked) && !givenUp.isDone()); // Asked to stop in a pause, it looks once more.
        } catch (InterruptedException late) {
            Thread.currentThread().interrupt();
        }
    }

    /** One chunk, or a pause; whether it is worth going on at once. */
    private boolean drainedOne() throws InterruptedException {
        try {
            if (target.journal().wouldTry()) {
                Optional<SpoolChunk> chunk = spool.next(config.chunkBytes());
                if (chunk.isPresent() && bring(chunk.get())) {
                    return true;
                }
            }
        } catch (IOException | RuntimeException | Error fault) {
            // An Error as well: a drain that ended unseen would let the spool grow until it is full.
            failed(fault);
        }
        pause();
        return false;
    }

    private boolean bring(SpoolChunk chunk) throws IOException, InterruptedException {
        List<Stored> stored = readable(chunk);
        JournalUnavailable fault = append(stored);
        if (fault != null && fault.why() == JournalUnavailable.Why.UNFIT) {
            fault = appendOneByOne(stored);
        }
        if (fault == null) {
            spool.drained(chunk);
            meters.drained(chunk.records().size());
            failing = false;
            return true;
        }
        spool.rewind();
        failed(fault);
        return false;
    }

    /** A record as the spool holds it, and the entry that it is. */
    private record Stored(byte[] bytes, JournalEntry entry) {}

    private List<Stored> readable(SpoolChunk chunk) throws IOException {
        long now = target.clock().millis();
        List<Stored> stored = new ArrayList<>(chunk.records().size());
        for (SpoolRecord spooled : chunk.records()) {
            byte[] bytes = spooled.payload();
            try {
                stored.add(new Stored(bytes, EntryBytes.entry(bytes, now)));
            } catch (IllegalArgumentException foreign) {
                spool.setAside(bytes, "not an entry of this version: " + foreign.getMessage());
            }
        }
        return stored;
    }

    /** Null when all of it is acknowledged. */
    private @Nullable JournalUnavailable append(List<Stored> stored) throws InterruptedException {
        List<JournalEntry> entries = stored.stream().map(Stored::entry).toList();
        CompletableFuture<Durability> answer = new CompletableFuture<>();
        target.context()
                .runOnContext(home -> target.journal()
                        .append(entries)
                        .onSuccess(answer::complete)
                        .onFailure(answer::completeExceptionally));
        Throwable fault;
        try {
            Object unused = CompletableFuture.anyOf(answer, givenUp)
                    .get(config.answerMax().toMillis(), TimeUnit.MILLISECONDS);
            return null;
        } catch (ExecutionException refused) {
            fault = refused.getCause();
        } catch (TimeoutException late) {
            fault = new JournalUnavailable(JournalUnavailable.Why.SILENT, "The journal does not answer", late);
        }
        return fault instanceof JournalUnavailable known
                ? known
                : new JournalUnavailable(JournalUnavailable.Why.REFUSED, "The journal failed", fault);
    }

    /** One record that Kafka will never take must not keep the others: it is set aside. Null when nothing is left to bring. */
    private @Nullable JournalUnavailable appendOneByOne(List<Stored> stored) throws IOException, InterruptedException {
        for (Stored one : stored) {
            JournalUnavailable fault = append(List.of(one));
            if (fault != null && fault.why() == JournalUnavailable.Why.UNFIT) {
                LOG.error(
                        "A spooled record of {} bytes is set aside, for Kafka will never take it", one.bytes().length);
                spool.setAside(one.bytes(), String.valueOf(fault.getCause()));
            } else if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    /** Logged once until it goes on. */
    private void failed(Throwable fault) {
        meters.drainFailed();
        if (!failing) {
            failing = true;
            LOG.warn("The spool is not drained, trying again: {}", fault.toString());
        }
    }

    /** As long as nobody asks to stop. */
    private void pause() throws InterruptedException {
        boolean unused = asked.await(config.pause().toMillis(), TimeUnit.MILLISECONDS);
    }
}
