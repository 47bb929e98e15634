package io.ecompulse.journal.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A spool in a local folder, of one process alone. One thread writes: it takes all groups that wait, writes them, forces
 * once and completes them all. A second keeps the next segment ready.
 *
 * <p>What was drained and is in the ledger is on disk only when a segment ends: after a crash of the machine at most the
 * records of one segment come again, after the end of the process none.
 */
public final class DiskSpool implements Spool {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSpool.class);
    private static final long CLOSE_MILLIS = 10_000;

    private final SpoolLog log;
    private final Fault fault;
    private final FileChannel lock;
    private final long recordBytesMax;
    private final Waiting waiting;
    private final Thread writer;
    private final Thread maker;
    private final Semaphore asks = new Semaphore(0);
    private volatile boolean closing;
    private boolean closed;

    private DiskSpool(SpoolLog log, Fault fault, FileChannel lock, SpoolConfig.Disk config) {
        this.log = log;
        this.fault = fault;
        this.lock = lock;
        this.recordBytesMax = config.recordBytesMax();
        this.waiting = new Waiting(config.waitingBytesMax());
        this.writer = new Thread(this::write, "spool-writer");
        this.maker = new Thread(this::make, "spool-maker");
        writer.setDaemon(true);
        maker.setDaemon(true);
    }

    /**
     * Takes the folder, making it where it is missing, and finds what an ended process left. Blocks: reads every segment
     * once, and makes the first where there is none.
     *
     * @param fatal called once, on any thread, when a write or a force failed: the process should end, and another find
     *     out what is on disk
     * @throws IOException when another process has the folder, or it cannot be read, with what to do
     */
    public static DiskSpool open(Path folder, SpoolConfig.Disk config, InstantSource clock, Runnable fatal)
            throws IOException {
        Files.createDirectories(folder);
        FileChannel lock = lock(folder);
        try {
            Fault fault = new Fault(fatal);
            SecureRandom random = new SecureRandom();
            SpoolLog log = SpoolLog.open(
                    new FolderFiles(folder), config, fault, new Reserve.Source(random::nextLong, clock::millis));
            log.makeReady();
            DiskSpool spool = new DiskSpool(log, fault, lock, config);
            spool.writer.start();
            spool.maker.start();
            return spool;
        } catch (IOException unreadable) {
            lock.close();
            throw unreadable;
        }
    }

    @Override
    public CompletionStage<Void> append(List<byte[]> records) {
        long bytes = 0;
        for (byte[] record : records) {
            if (record.length > recordBytesMax) {
                return CompletableFuture.failedFuture(new IllegalArgumentException("a record of " + record.length
                        + " bytes fits into no segment; " + recordBytesMax + " do (spool.segment.bytes)"));
            }
            bytes += Frame.HEADER_BYTES + (long) record.length;
        }
        if (fault.problem() != null) {
            return CompletableFuture.failedFuture(failing());
        }
        Waiting.Group group = new Waiting.Group(List.copyOf(records), bytes, new CompletableFuture<>());
        SpoolUnavailable refused = waiting.offer(group);
        return refused == null ? group.done() : CompletableFuture.failedFuture(refused);
    }

    @Override
    public synchronized Optional<SpoolChunk> next(int maxBytes) throws IOException {
        checkOpen();
        return log.next(maxBytes);
    }

    @Override
    public synchronized void drained(SpoolChunk chunk) throws IOException {
        checkOpen();
        log.drained(chunk);
    }

    @Override
    public synchronized void rewind() {
        log.rewind();
    }

    @Override
    public synchronized void setAside(byte[] record, String reason) throws IOException {
        checkOpen();
        log.setAside(record, reason);
    }

    @Override
    public SpoolStatus status() {
        return log.status();
    }

    @Override
    public void close() {
        waiting.close();
        closing = true;
        asks.release();
        if (!ended(writer) || !ended(maker)) {
            LOG.error("Spool: still writing after {} ms; the folder stays locked", CLOSE_MILLIS);
            return;
        }
        synchronized (this) {
            if (!closed) {
                closed = true;
                release();
            }
        }
    }

    private void release() {
        try (lock) {
            log.close();
        } catch (IOException unclosed) {
            LOG.warn("Spool: closing failed; a little may be drained again", unclosed);
        }
    }

    private void write() {
        try {
            for (List<Waiting.Group> all = waiting.take(); !all.isEmpty(); all = waiting.take()) {
                writeAll(all);
                if (!log.isReady()) {
                    asks.release();
                }
            }
        } catch (InterruptedException nobodyInterrupts) {
            LOG.error("Spool: the writer was interrupted; nothing more is written");
            waiting.close();
        }
    }

    private void writeAll(List<Waiting.Group> all) {
        List<Waiting.Group> written = new ArrayList<>();
        try {
            for (Waiting.Group group : all) {
                if (log.append(group.records())) {
                    written.add(group);
                } else {
                    refuse(group, new SpoolUnavailable(SpoolUnavailable.Why.FULL, String.valueOf(log.full())));
                }
            }
            log.force();
        } catch (IOException | RuntimeException | Error broken) {
            // An Error as well: a thread that ended unseen would leave its callers without an answer.
            fault.strike("Writing", new IOException(broken));
            all.forEach(group -> refuse(group, failing()));
            return;
        }
        for (Waiting.Group group : written) {
            waiting.finished(group);
            group.done().complete(null);
        }
    }

    /** A group refused before is left as it was. */
    private void refuse(Waiting.Group group, SpoolUnavailable why) {
        if (!group.done().isDone()) {
            waiting.finished(group);
            group.done().completeExceptionally(why);
        }
    }

    private void make() {
        try {
            for (asks.acquire(); !closing; asks.acquire()) {
                asks.drainPermits();
                makeReady();
            }
        } catch (InterruptedException nobodyInterrupts) {
            LOG.error("Spool: the maker of segments was interrupted; appends make their own from now on");
        }
    }

    private void makeReady() {
        try {
            log.makeReady();
        } catch (IOException struck) {
            // Told and logged by the fault; appends fail with it.
            LOG.debug("Spool: no segment was made", struck);
        } catch (RuntimeException | Error broken) {
            fault.strike("Making a segment", new IOException(broken));
        }
    }

    private SpoolUnavailable failing() {
        return new SpoolUnavailable(SpoolUnavailable.Why.FAILING, String.valueOf(fault.problem()));
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the spool is closed");
        }
    }

    private static boolean ended(Thread thread) {
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new IOException("spool.dir " + folder + " is in use by another process: give each its own");
        }
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }
}
