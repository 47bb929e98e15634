package io.ecompulse.journal.spool;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A disk spool without its threads: one may append, one drain, one make segments, and any ask for the status.
 */
final class SpoolLog {
    private final Reserve reserve;
    private final Room room;
    private final Fault fault;
    private final Backlog backlog = new Backlog();
    private final SetAside aside;
    private final SegmentWriter writer;
    private final Drain drain;
    private final LongSupplier millis;
    /** Whether the last append found no room; that the next segment cannot be made yet is no problem while there is. */
    private volatile boolean refused;

    private SpoolLog(SpoolFiles files, SpoolConfig.Disk config, Fault fault, Reserve.Source source) throws IOException {
        this.fault = fault;
        this.millis = source.millis();
        room = new Room(config);
        room.found(Ledger.BYTES, 0);
        reserve = new Reserve(files, room, fault, config.segmentBytes(), source);
        Segments segments = new Segments();
        writer = new SegmentWriter(files, segments, reserve, backlog);
        Drain.Ground ground = new Drain.Ground(files, segments, reserve, room, backlog, fault);
        Ledger ledger = Ledger.open(files);
        aside = new SetAside(files, room, fault, millis);
        aside.start();
        new Recovery(ground, ledger).run(writer);
        drain = new Drain(ground, ledger);
        drain.start();
    }

    /** Opens what an earlier process left; throws when it cannot be read. */
    static SpoolLog open(SpoolFiles files, SpoolConfig.Disk config, Fault fault, Reserve.Source source)
            throws IOException {
        return new SpoolLog(files, config, fault, source);
    }

    /**
     * Takes a group whole, or nothing of it. It is durable after {@link #force}.
     *
     * @return false when there is no room
     */
    boolean append(List<byte[]> records) throws IOException {
        fault.check();
        try {
            boolean took = writer.append(records, millis.getAsLong());
            refused = !took;
            return took;
        } catch (IOException broken) {
            throw fault.strike("Writing a segment", broken);
        }
    }

    void force() throws IOException {
        fault.check();
        try {
            writer.force();
        } catch (IOException broken) {
            throw fault.strike("Forcing a segment", broken);
        }
    }

    /** Makes the segment that the writer needs next; false when there is no room. */
    boolean makeReady() throws IOException {
        return reserve.ensure(1);
    }

    /** Whether a segment is ready for the writer; never waits. */
    boolean isReady() {
        return reserve.isReady();
    }

    Optional<SpoolChunk> next(int maxBytes) throws IOException {
        return drain.next(maxBytes);
    }

    void drained(SpoolChunk chunk) throws IOException {
        drain.drained(chunk);
    }

    void rewind() {
        drain.rewind();
    }

    void setAside(byte[] record, String reason) throws IOException {
        aside.keep(record, reason);
    }

    /** Why there was no room for the last append; null when there was. */
    @Nullable
    String full() {
        return reserve.full();
    }

    SpoolStatus status() {
        String struck = fault.problem();
        return backlog.status(room.used(), room.max(), aside.count())
                .with(struck == null && refused ? reserve.full() : struck);
    }

    void close() throws IOException {
        writer.close();
        drain.close();
    }
}
