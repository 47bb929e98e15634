package io.ecompulse.journal;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a full deduplication window holds on the heap, and what a record costs it; run by hand, judges nothing:
 *
 * <pre>mvn -o -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -Xmx1g -cp target/test-classes:target/classes:$(cat target/cp) io.ecompulse.journal.DedupMemory</pre>
 */
final class DedupMemory {
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();
    private static final long DAY_MILLIS = 86_400_000;
    private static final int[] SIZES = {100_000, 131_072, 200_000, 262_144, 500_000, 1_000_000, 1_048_576};

    private DedupMemory() {}

    public static void main(String[] arguments) {
        fill(new DedupWindow(DAY_MILLIS, 1_000), 0, 100_000); // What the first use loads is no part of a window.
        System.out.printf("%10s %14s %18s %16s%n", "records", "heap bytes", "bytes a record", "ns a record");
        for (int records : SIZES) {
            long before = used();
            DedupWindow window = new DedupWindow(DAY_MILLIS, records);
            fill(window, 0, records);
            long held = used() - before;
            long began = System.nanoTime();
            fill(window, records, 2 * records); // Full: every record forgets one.
            long nanos = System.nanoTime() - began;
            System.out.printf(
                    Locale.ROOT,
                    "%10d %14d %18.1f %16.0f%n",
                    window.size(),
                    held,
                    (double) held / records,
                    (double) nanos / records);
        }
    }

    private static void fill(DedupWindow window, int from, int to) {
        Murmur3 hash = new Murmur3();
        for (int i = from; i < to; i++) {
            byte[] id = ("dev:node-next-1795449600123-0b6c2a9e-6f2f-4b7e-" + i).getBytes(StandardCharsets.UTF_8);
            hash.hash(id, id.length);
            window.sight(hash.high(), hash.low(), hash.low() * 31 + i, i);
        }
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return MEMORY.getHeapMemoryUsage().getUsed();
    }
}
