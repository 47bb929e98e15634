package io.ecompulse.journal.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Says up to where all is drained. Two slots, written in turn: the one that was forced last is never touched until the
 * other is forced, so a crash finds at least that one whole. A slot is {@code magic u64 | generation u64 | segment u64 |
 * offset u64 | seq u64 | crc u32}. Used by one thread.
 */
final class Ledger {
    static final String NAME = "ledger";
    static final int BYTES = 8192;
    private static final int SLOT_BYTES = 44;
    private static final int SLOT_APART = BYTES / 2;
    private static final long MAGIC_1 = 0x4543_4c65_6467_6501L; // "ECLedge" and version 1

    private final SpoolFiles.Handle file;
    private int forcedSlot;
    private boolean lost;
    private long generation;
    private Position position = new Position(0, Segment.HEADER_BYTES, 0);

    /** Behind a record: its segment, the byte behind it, and its seq. */
    record Position(long segment, long offset, long seq) {}

    private Ledger(SpoolFiles.Handle file) {
        this.file = file;
    }

    static Ledger open(SpoolFiles files) throws IOException {
        SpoolFiles.Handle file = files.list().contains(NAME) ? files.open(NAME) : files.create(NAME);
        Ledger ledger = new Ledger(file);
        if (file.size() < BYTES) {
            // Nothing was drained before a ledger of this length was forced.
            file.write(ByteBuffer.allocate(BYTES), 0);
        }
        // What an ended process wrote may be in the system's memory alone.
        file.force(true);
        files.syncFolder();
        ledger.read();
        if (ledger.generation == 0) {
            ledger.lost = true;
            ledger.force(ledger.position);
        }
        return ledger;
    }

    private void read() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(BYTES);
        file.read(all, 0);
        for (int slot = 0; slot < 2; slot++) {
            int at = slot * SLOT_APART;
            if (all.getLong(at) == MAGIC_1
                    && all.getInt(at + SLOT_BYTES - 4) == crc(all, at)
                    && all.getLong(at + 8) > generation) {
                forcedSlot = slot;
                generation = all.getLong(at + 8);
                position = new Position(all.getLong(at + 16), all.getLong(at + 24), all.getLong(at + 32));
            }
        }
    }

    /** Whether neither slot could be read: it is new, or what is drained is not known. */
    boolean isLost() {
        return lost;
    }

    Position position() {
        return position;
    }

    /** Writes without forcing: survives the end of the process, not that of the machine. */
    void note(Position drained) throws IOException {
        generation++;
        position = drained;
        ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
        slot.putLong(MAGIC_1).putLong(generation);
        slot.putLong(drained.segment()).putLong(drained.offset()).putLong(drained.seq());
        slot.putInt(crc(slot, 0));
        file.write(slot.flip(), (1L - forcedSlot) * SLOT_APART);
    }

    /** After it no crash brings back what is drained. */
    void force(Position drained) throws IOException {
        note(drained);
        file.force(false);
        forcedSlot = 1 - forcedSlot;
    }

    void close() throws IOException {
        file.close();
    }

    private static int crc(ByteBuffer slot, int at) {
        CRC32C crc = new CRC32C();
        crc.update(slot.duplicate().limit(at + SLOT_BYTES - 4).position(at));
        return (int) crc.getValue();
    }
}
