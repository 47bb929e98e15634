package io.ecompulse.lake;

import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/**
 * Measures what an event costs from its batch to its stored file, in CPU time of the one thread. Run its main; it is no test.
 */
public final class LakeCost {
    private static final int BATCH = 2_000;
    private static final int BATCHES = 100;
    public static final int ROWS = BATCHES * BATCH;

    private LakeCost() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("lake-cost");
        List<JournalBatch> batches = batches();
        for (int round = 0; round < 6; round++) {
            LakeConfig config = config(folder.resolve("round-" + round), 1L << 40);
            try (Spool spool = Spool.open(config.spool())) {
                List<Marker> markers = new ArrayList<>();
                Lane lane = lane(config, config.openStore(), spool, markers);
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                for (JournalBatch batch : batches) {
                    lane.take(batch);
                }
                lane.finish();
                long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
                long rows = markers.get(0).rows();
                System.out.printf(
                        "%.2f us an event, %.0f rows per CPU-second, %.1f bytes a row%n",
                        cpu / 1e3 / rows,
                        rows / (cpu / 1e9),
                        (double) markers.get(0).bytes() / rows);
            }
        }
    }

    /** A lake of the same events in one partition, the first {@code rows} of them, in windows of {@code windowBytes} of the journal. */
    public static LakeStore lake(Path folder, int rows, long windowBytes) throws Exception {
        LakeConfig config = config(folder, windowBytes);
        LakeStore store = config.openStore();
        try (Spool spool = Spool.open(config.spool())) {
            Lane lane = lane(config, store, spool, new ArrayList<>());
            for (JournalBatch batch : batches().subList(0, rows / BATCH)) {
                lane.take(batch);
            }
            lane.finish();
        }
        return store;
    }

    private static LakeConfig config(Path folder, long windowBytes) {
        LakeConfig given = LakeFixture.config(folder);
        return new LakeConfig(
                given.place(),
                given.spool(),
                given.group(),
                given.windowAge(),
                windowBytes,
                16 << 20,
                1L << 40,
                1,
                1000,
                1024,
                given.tick());
    }

    private static Lane lane(LakeConfig config, LakeStore store, Spool spool, List<Marker> markers) {
        Windows windows = Windows.ofEvents(
                config,
                new Windows.Ground(
                        store, spool, new ManualClock(TestEvents.NOON), new Random(1), new SimpleMeterRegistry()));
        return new Lane(new CommitChain.Partition(TestEvents.TOPIC, 0), OptionalLong.empty(), windows, markers::add);
    }

    private static List<JournalBatch> batches() {
        Random random = new Random(7);
        List<JournalBatch> batches = new ArrayList<>();
        for (int b = 0; b < BATCHES; b++) {
            JournalRecord[] records = new JournalRecord[BATCH];
            for (int i = 0; i < BATCH; i++) {
                records[i] = TestEvents.event((long) b * BATCH + i, json(random));
            }
            batches.add(TestEvents.batch(0, (long) b * BATCH, records));
        }
        return batches;
    }

    static String json(Random random) {
        int product = random.nextInt(500);
        return "{\"type\":\"track\",\"event\":\"Product Viewed\",\"messageId\":\"%016x%016x\",\"anonymousId\":\"%016x\","
                        .formatted(random.nextLong(), random.nextLong(), random.nextInt(20_000) * 7919L)
                + "\"timestamp\":\"2026-11-23T11:59:59.%03dZ\",\"sentAt\":\"2026-11-23T12:00:00.000Z\","
                        .formatted(random.nextInt(1000))
                + "\"context\":{\"library\":{\"name\":\"analytics.js\",\"version\":\"2.1.0\"},\"page\":{\"url\":"
                + "\"https://shop.example/p/" + product + "\",\"path\":\"/p/" + product + "\",\"title\":\"Tea\"},"
                + "\"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64) " + random.nextInt(40) + "\",\"locale\":\"de-DE\"},"
                + "\"properties\":{\"product_id\":\"p-" + product + "\",\"sku\":\"TEA-" + product + "\",\"name\":\"Tea "
                + product + "\",\"category\":\"tea\",\"brand\":\"Leaf\",\"price\":12.34,\"quantity\":1,"
                + "\"currency\":\"EUR\"}}";
    }
}
