package io.ecompulse.journal.spool;

import io.ecompulse.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of both spools.
 *
 * @param folder of the disk spool; null for none
 */
public record SpoolConfig(@Nullable Path folder, Disk disk, Objects objects) {
    static final long MIB = 1024 * 1024;

    /**
     * The bounds of a spool on disk.
     *
     * @param bytesMax of all files: segments whole, the reserved one included, and records set aside
     * @param segmentBytes of one segment file; the space is taken when it is made
     * @param waitingBytesMax of groups taken and not yet on disk
     * @param asideBytesMax the part of {@code bytesMax} kept free for records set aside, so that one can be when all else
     *     is full
     */
    public record Disk(long bytesMax, long segmentBytes, long waitingBytesMax, long asideBytesMax) {
        /** The longest record that fits. */
        public long recordBytesMax() {
            return segmentBytes - Segment.HEADER_BYTES - Frame.HEADER_BYTES;
        }
    }

    /**
     * The bounds of a spool of objects.
     *
     * @param prefix of every name, without a slash at its end
     * @param linger how long a group may wait for others to share its object
     * @param objectBytes an object is stored once so many bytes wait
     * @param bytesMax of own objects that are not drained
     * @param waitingBytesMax of groups taken and not yet stored
     * @param putsMax stored at the same time
     * @param adoptAfter objects of another writer are drained once they are so old
     */
    public record Objects(
            String prefix,
            Duration linger,
            long objectBytes,
            long bytesMax,
            long waitingBytesMax,
            int putsMax,
            Duration adoptAfter) {}

    public static SpoolConfig from(Settings s) {
        String folder = s.text("spool.dir", "");
        return new SpoolConfig(folder.isEmpty() ? null : Path.of(folder), disk(s), objects(s));
    }

    private static Disk disk(Settings s) {
        Disk disk = new Disk(
                s.bytes("spool.bytes.max", 1024 * MIB),
                s.bytes("spool.segment.bytes", 64 * MIB),
                positive(s, "spool.waiting.bytes.max", 16 * MIB),
                positive(s, "spool.aside.bytes.max", 16 * MIB));
        if (disk.segmentBytes < MIB || disk.segmentBytes > 1024 * MIB) {
            s.problem("spool.segment.bytes is " + disk.segmentBytes + ": expected from 1MiB to 1GiB");
        }
        if (disk.bytesMax < 2 * disk.segmentBytes + disk.asideBytesMax + Ledger.BYTES) {
            s.problem("spool.bytes.max is " + disk.bytesMax + ": expected room for two segments (spool.segment.bytes), "
                    + "spool.aside.bytes.max and " + Ledger.BYTES + " bytes of ledger");
        }
        return disk;
    }

    private static Objects objects(Settings s) {
        return new Objects(
                prefix(s),
                s.duration("spool.object.linger", Duration.ofMillis(50)),
                positive(s, "spool.object.bytes", 4 * MIB),
                positive(s, "spool.object.bytes.max", 1024 * MIB),
                positive(s, "spool.object.waiting.bytes.max", 32 * MIB),
                s.count("spool.object.puts.max", 4, 1, 64),
                s.duration("spool.object.adopt.after", Duration.ofMinutes(10)));
    }

    private static String prefix(Settings s) {
        String prefix = s.text("spool.object.prefix", "_spool");
        if (!prefix.matches("[A-Za-z0-9_.=-]+(/[A-Za-z0-9_.=-]+)*")) {
            s.problem("spool.object.prefix is \"" + prefix + "\": expected a folder without a slash at either end");
        }
        return prefix;
    }

    private static long positive(Settings s, String key, long fallback) {
        long bytes = s.bytes(key, fallback);
        if (bytes < 1) {
            s.problem(key + " is 0: expected at least 1 byte");
        }
        return bytes;
    }
}
