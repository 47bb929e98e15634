package io.ecompulse.journal.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A spool in a store of objects, for machines without a disk that outlives them. Groups share an object, and complete once it
 * is stored. A store that does not confirm fails the append with {@link SpoolUnavailable.Why#FAILING}; the object may stand
 * there all the same and be drained later. What a writer left is drained by any other after a while, and by two of them where
 * they meet: the records carry their identities.
 */
public final class ObjectSpool implements Spool {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectSpool.class);
    private static final long CLOSE_SECONDS = 10;

    private final ObjectStock stock;
    private final SpoolConfig.Objects config;
    private final ObjectDrain drain;
    private final Waiting waiting;
    private final Semaphore enough = new Semaphore(0);
    private final Semaphore puts;
    private final ExecutorService stores;
    private final Thread collector;
    private volatile boolean closed;

    private ObjectSpool(ObjectStock stock) {
        this.stock = stock;
        this.config = stock.config();
        this.drain = new ObjectDrain(stock);
        this.waiting = new Waiting(config.waitingBytesMax());
        this.puts = new Semaphore(config.putsMax());
        this.stores = Executors.newFixedThreadPool(config.putsMax(), work -> {
            Thread thread = new Thread(work, "spool-put");
            thread.setDaemon(true);
            return thread;
        });
        this.collector = new Thread(this::collect, "spool-collector");
        collector.setDaemon(true);
    }

    /**
     * Opens the objects of one writer. Blocks: lists what stands there under its name.
     *
     * @param writer of this process alone; letters, digits, dots, dashes
     */
    public static ObjectSpool open(SpoolObjects objects, SpoolConfig.Objects config, String writer, InstantSource clock)
            throws IOException {
        ObjectStock stock = new ObjectStock(objects, config, writer, clock);
        stock.start();
        ObjectSpool spool = new ObjectSpool(stock);
        spool.collector.start();
        return spool;
    }

    @Override
    public CompletionStage<Void> append(List<byte[]> records) {
        long bytes = 0;
        for (byte[] record : records) {
            bytes += ObjectFrames.RECORD_BYTES + (long) record.length;
        }
        if (records.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Waiting.Group group = new Waiting.Group(List.copyOf(records), bytes, new CompletableFuture<>());
        SpoolUnavailable refused = waiting.offer(group);
        if (refused != null) {
            return CompletableFuture.failedFuture(refused);
        }
        if (waiting.untaken() >= config.objectBytes()) {
            enough.release();
        }
        return group.done();
    }

    @Override
    public synchronized Optional<SpoolChunk> next(int maxBytes) throws IOException {
        checkOpen();
        return drain.next(maxBytes);
    }

    @Override
    public synchronized void drained(SpoolChunk chunk) throws IOException {
        checkOpen();
        drain.drained(chunk);
    }

    @Override
    public synchronized void rewind() {
        drain.rewind();
    }

    @Override
    public void setAside(byte[] record, String reason) throws IOException {
        checkOpen();
        byte[] line = (reason.replace('\n', ' ') + "\n").getBytes(UTF_8);
        byte[] content = new byte[line.length + record.length];
        System.arraycopy(line, 0, content, 0, line.length);
        System.arraycopy(record, 0, content, line.length, record.length);
        stock.setAside(content);
    }

    @Override
    public SpoolStatus status() {
        return stock.backlog().status();
    }

    @Override
    public void close() {
        closed = true;
        waiting.close();
        enough.release();
        try {
            collector.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            stores.shutdown();
            if (!stores.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.error(
                        "Spool: the store did not confirm within {} s; what waits is not acknowledged", CLOSE_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void collect() {
        try {
            while (waiting.await()) {
                boolean full = enough.tryAcquire(config.linger().toMillis(), TimeUnit.MILLISECONDS);
                if (full) {
                    enough.drainPermits();
                }
                share(waiting.take());
            }
        } catch (InterruptedException nobodyInterrupts) {
            LOG.error("Spool: the collector was interrupted; nothing more is stored");
            waiting.close();
        }
    }

    /** Groups stay whole, and share objects up to the bound. */
    private void share(List<Waiting.Group> groups) throws InterruptedException {
        List<Waiting.Group> shared = new ArrayList<>();
        long bytes = 0;
        for (Waiting.Group group : groups) {
            if (!shared.isEmpty() && bytes + group.bytes() > config.objectBytes()) {
                store(shared);
                shared = new ArrayList<>();
                bytes = 0;
            }
            shared.add(group);
            bytes += group.bytes();
        }
        store(shared);
    }

    private void store(List<Waiting.Group> groups) throws InterruptedException {
        long now = stock.clock().millis();
        List<SpoolRecord> records = new ArrayList<>();
        groups.forEach(group -> group.records().forEach(payload -> records.add(new SpoolRecord(now, payload))));
        byte[] content = ObjectFrames.encode(records);
        puts.acquire();
        String path = stock.begin(records.size(), content.length);
        if (stock.backlog().take(path, content.length)) {
            stores.execute(() -> put(path, content, groups));
        } else {
            String problem = String.valueOf(stock.backlog().status().problem());
            settle(path, groups, new SpoolUnavailable(SpoolUnavailable.Why.FULL, problem));
        }
    }

    private void put(String path, byte[] content, List<Waiting.Group> groups) {
        try {
            stock.objects().put(path, content);
        } catch (IOException | RuntimeException | Error unknown) {
            String problem = "storing " + path + " failed (" + unknown.getMessage() + ")";
            LOG.warn("Spool: {}", problem);
            stock.backlog().failed(path, problem);
            settle(path, groups, new SpoolUnavailable(SpoolUnavailable.Why.FAILING, problem));
            return;
        }
        stock.backlog().working();
        settle(path, groups, null);
    }

    private void settle(String path, List<Waiting.Group> groups, @Nullable SpoolUnavailable why) {
        stock.end(path);
        puts.release();
        for (Waiting.Group group : groups) {
            waiting.finished(group);
            if (why == null) {
                group.done().complete(null);
            } else {
                group.done().completeExceptionally(why);
            }
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the spool is closed");
        }
    }
}
