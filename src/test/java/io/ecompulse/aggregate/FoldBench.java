package io.ecompulse.aggregate;

import io.ecompulse.journal.JournalRecord;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What folding costs: run its main from a test class path. Events of about 500 bytes, 500 a batch, 300 visitors. */
final class FoldBench {
    private static final int BATCH = 500;
    private static final int ROUNDS = 2_000;

    private FoldBench() {}

    public static void main(String[] args) {
        AggregateConfig config = Shop.config();
        List<JournalRecord> records = records(Shop.NOON);
        Fold.Reader reader = Counted.reader(config);
        for (int run = 0; run < 6; run++) {
            long began = cpu();
            long bytes = 0;
            for (int round = 0; round < ROUNDS; round++) {
                Fold fold = new Fold(config, Shop::fails, reader);
                records.forEach(fold::add);
                Delta delta = new Delta(0, 0, BATCH, false, 0, 0, fold.content());
                bytes += new DeltaArguments(
                                "pointer", new RedisKeys("ecompulse", "events").generation(0, 0), config, delta)
                        .request(io.vertx.redis.client.Command.EVALSHA, "digest")
                        .hashCode();
            }
            double micros = (cpu() - began) / 1_000.0 / ROUNDS / BATCH;
            System.out.printf(Locale.ROOT, "fold and encode: %.2f us/event (%d)%n", micros, bytes & 1);
        }
    }

    /** Of this thread, so that other programs do not count. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** A batch that arrived at a moment. */
    static List<JournalRecord> records(Instant at) {
        String context = ",\"timestamp\":\"2026-11-23T12:00:29.123Z\",\"sentAt\":\"2026-11-23T12:00:30.000Z\","
                + "\"context\":{\"library\":{\"name\":\"analytics.js\",\"version\":\"4.1\"},\"sessionId\":1700000000,"
                + "\"page\":{\"path\":\"/p/17\",\"url\":\"https://shop.example/p/17\",\"title\":\"A thing\"},"
                + "\"userAgent\":\"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150 Safari/537.36\","
                + "\"locale\":\"de-DE\",\"screen\":{\"width\":1920,\"height\":1080}}";
        String[] names = {"Product Viewed", "Product Added", "Product List Viewed", "Cart Viewed", "Order Completed"};
        List<JournalRecord> records = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            String json =
                    "{\"type\":\"track\",\"event\":\"" + names[i % 20 == 0 ? 4 : i % 4] + "\",\"messageId\":\"ajs-" + i
                            + "\",\"anonymousId\":\"8f14e45f-ceea-467f-ab-" + i % 300 + "\"" + context
                            + ",\"properties\":{\"order_id\":\"o" + i + "\",\"currency\":\"EUR\",\"revenue\":12.34,"
                            + "\"products\":[{\"product_id\":\"p1\",\"quantity\":2}]}}";
            records.add(Shop.Sale.of(json)
                    .by("8f14e45f-ceea-467f-ab-" + i % 300)
                    .at(at)
                    .record(i));
        }
        return records;
    }
}
