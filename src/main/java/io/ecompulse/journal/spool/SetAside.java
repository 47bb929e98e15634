package io.ecompulse.journal.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Records that nobody can take, each in a file of its own: the reason on the first line, the record behind it. An operator
 * reads and deletes them; what he deletes is counted as free at the next start.
 */
final class SetAside {
    private static final String SUFFIX = ".aside";

    private final SpoolFiles files;
    private final Room room;
    private final Fault fault;
    private final LongSupplier millis;
    private final AtomicLong count = new AtomicLong();
    private long nextNumber;

    SetAside(SpoolFiles files, Room room, Fault fault, LongSupplier millis) {
        this.files = files;
        this.room = room;
        this.fault = fault;
        this.millis = millis;
    }

    /** Counts what stands there already. */
    void start() throws IOException {
        for (String name : files.list()) {
            if (name.endsWith(SUFFIX)) {
                try (SpoolFiles.Handle file = files.open(name)) {
                    room.found(0, file.size());
                }
                count.incrementAndGet();
            }
        }
    }

    synchronized void keep(byte[] record, String reason) throws IOException {
        fault.check();
        byte[] line = (reason.replace('\n', ' ') + "\n").getBytes(UTF_8);
        long bytes = (long) line.length + record.length;
        if (!room.takeAside(bytes)) {
            throw new IOException("no room to set a record of " + record.length + " bytes aside: look at the files *"
                    + SUFFIX + " in spool.dir and delete them, or raise spool.aside.bytes.max");
        }
        String name = String.format(Locale.ROOT, "%013d-%06d%s", millis.getAsLong(), nextNumber++, SUFFIX);
        boolean kept = false;
        try {
            write(name, ByteBuffer.allocate((int) bytes).put(line).put(record).flip());
            kept = true;
        } finally {
            if (!kept) {
                room.freeAside(bytes);
            }
        }
        count.incrementAndGet();
    }

    long count() {
        return count.get();
    }

    private void write(String name, ByteBuffer content) throws IOException {
        try (SpoolFiles.Handle file = files.create(name)) {
            file.write(content, 0);
            file.force(true);
            files.syncFolder();
        } catch (SpoolFiles.DiskFull full) {
            files.delete(name);
            throw full;
        } catch (IOException broken) {
            throw fault.strike("Setting a record aside", broken);
        }
    }
}
