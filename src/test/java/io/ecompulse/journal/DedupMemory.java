package io.ecompulse.journal;

/**
 * What a {@link DedupWindow} weighs: run its main with the number of identities, a million unless told. Prints heap bytes after
 * a collection, and the time of one question. To be run with a heap that is large enough, {@code -Xmx2g} for ten million.
 */
public final class DedupMemory {
    private static final int GOLDEN = 0x9E3779B9;

    private DedupMemory() {}

    public static void main(String[] arguments) {
        int identities = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
        long before = used();
        DedupWindow window = new DedupWindow(Long.MAX_VALUE / 4, identities);
        long began = System.nanoTime();
        long duplicates = 0;
        for (int offset = 0; offset < identities; offset++) {
            long high = (long) offset * GOLDEN;
            duplicates += window.isDuplicate(offset, high ^ (high >>> 29), offset, 0) ? 1 : 0;
        }
        long took = System.nanoTime() - began;
        long bytes = used() - before;
        System.out.printf(
                "%d identities: %d bytes, %d a record, %d ns a question, %d duplicates%n",
                window.size(), bytes, bytes / identities, took / identities, duplicates);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
