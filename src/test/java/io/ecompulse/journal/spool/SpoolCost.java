package io.ecompulse.journal.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/** Measures appends to a disk spool and its recovery. Run its main with a folder on the disk in question; it is no test. */
public final class SpoolCost {
    private static final long MIB = 1 << 20;
    private static final int RECORDS = 50;
    private static final int BYTES = 600;

    private SpoolCost() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "spool-cost");
        SpoolConfig.Disk config = new SpoolConfig.Disk(2048 * MIB, 64 * MIB, 16 * MIB, MIB);
        List<byte[]> group = group();
        try (Spool spool = open(folder, config)) {
            single(spool, group);
            together(spool, group, 64, 100);
            System.out.println(spool.status());
        }
        long began = System.nanoTime();
        try (Spool spool = open(folder, config)) {
            double seconds = (System.nanoTime() - began) / 1e9;
            double gib = spool.status().records() * (BYTES + (double) Frame.HEADER_BYTES) / (1024 * MIB);
            System.out.printf(
                    Locale.ROOT, "recovery: %.3f s for %.3f GiB, %.2f s a GiB%n", seconds, gib, seconds / gib);
        }
    }

    private static void single(Spool spool, List<byte[]> group) throws Exception {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            long began = System.nanoTime();
            spool.append(group).toCompletableFuture().get();
            nanos.add(System.nanoTime() - began);
        }
        Collections.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "one caller: p50 %.2f ms, p99 %.2f ms%n",
                nanos.get(nanos.size() / 2) / 1e6,
                nanos.get(nanos.size() * 99 / 100) / 1e6);
    }

    private static void together(Spool spool, List<byte[]> group, int callers, int rounds) throws Exception {
        CountDownLatch done = new CountDownLatch(callers);
        long began = System.nanoTime();
        for (int caller = 0; caller < callers; caller++) {
            repeat(spool, group, rounds, done);
        }
        done.await();
        double seconds = (System.nanoTime() - began) / 1e9;
        double records = (double) callers * rounds * RECORDS;
        System.out.printf(
                Locale.ROOT,
                "%d callers: %.0f records/s, %.1f MB/s%n",
                callers,
                records / seconds,
                records * BYTES / seconds / 1e6);
    }

    /** Appends, and appends again once that is durable. */
    private static void repeat(Spool spool, List<byte[]> group, int left, CountDownLatch done) {
        if (left == 0) {
            done.countDown();
            return;
        }
        spool.append(group).whenComplete((durable, refused) -> {
            if (refused != null) {
                System.out.println(refused.getMessage());
                done.countDown();
            } else {
                repeat(spool, group, left - 1, done);
            }
        });
    }

    private static Spool open(Path folder, SpoolConfig.Disk config) throws IOException {
        return DiskSpool.open(folder, config, InstantSource.system(), () -> System.out.println("fault"));
    }

    private static List<byte[]> group() {
        byte[][] group = new byte[RECORDS][BYTES];
        Random random = new Random(7);
        Arrays.stream(group).forEach(random::nextBytes);
        return List.of(group);
    }
}
