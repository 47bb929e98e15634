package io.ecompulse.aggregate;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What numbers cost in Redis: run its main from a test class path, with a folder for the embedded server and
 * what to measure, nothing for all. Prints how long a
 * series of 10,000 points takes over 30 days of minutes in 12 partitions, round trips and bytes of a batch, and the memory of a
 * day's visitors.
 */
final class RedisCost {
    private static final int PARTITIONS = 12;
    private static final int MINUTES = 30 * 1_440;
    private static final int POINTS = 10_000;
    private static final int BATCH = 500;
    private static final int BATCHES = 400;
    private static final int VISITORS = 1_000_000;
    /** Of each of them: visitors cost, their events hardly. */
    private static final int EVENTS = 1;

    private final RedisBench bench;
    private final AggregateConfig config;
    private final Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.MINUTES);

    private RedisCost(RedisBench bench, String... settings) {
        this.bench = bench;
        this.config = bench.config(settings);
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        List<String> all = List.of("series", "batch", "visitors");
        for (String what : args.length > 1 ? List.of(args).subList(1, args.length) : all) {
            Path home = Files.createDirectories(folder.resolve(what));
            TestRedis redis = new TestRedis(home);
            try (RedisBench bench = new RedisBench(redis, redis.url(), "aggregate.redis.timeout=60s")) {
                switch (what) {
                    case "series" -> new RedisCost(bench, "aggregate.minute.retention=31d").series();
                    case "batch" -> new RedisCost(bench).batch();
                    default -> new RedisCost(bench).visitors();
                }
            }
        }
    }

    /** Every minute of 30 days holds something in every partition: the strings that a series is read from are written whole. */
    private void series() {
        AggregateStore store = bench.store(config);
        RedisKeys keys = new RedisKeys("ecompulse", RedisBench.TOPIC);
        ByteBuffer ones = ByteBuffer.allocate(MinuteSeries.MINUTES * Long.BYTES);
        while (ones.hasRemaining()) {
            ones.putLong(1);
        }
        long today = MinuteSeries.day(now.toEpochMilli());
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Fold fold = new Fold(config, Shop::fails);
            fold.add(Shop.page().at(now).record(0));
            apply(store, new Delta(partition, 0, 1, true, 0, 0, fold.content()));
            for (int day = 0; day <= 30; day++) {
                for (String field : List.of("events", "visitors")) {
                    String key = keys.generation(partition, 0).series("dev", today - day, field);
                    bench.await(() ->
                            bench.link().send(Request.cmd(Command.SET).arg(key).arg(Buffer.buffer(ones.array()))));
                }
            }
        }
        AggregateReads reads = AggregateReads.open(
                bench.vertx(),
                new AggregateReads.Setup(config, RedisBench.TOPIC, InstantSource.system(), System::nanoTime));
        Instant from = now.minus(Duration.ofMinutes(MINUTES));
        for (String metric : List.of("events", "visitors")) {
            double[] millis = new double[60];
            for (int i = 0; i < millis.length; i++) {
                long began = System.nanoTime();
                List<Long> points = bench.await(
                        () -> reads.series(Selection.of("dev"), SeriesMetric.of(metric), Grain.MINUTE, from, POINTS));
                millis[i] = (System.nanoTime() - began) / 1e6;
                if (points.size() != POINTS || points.get(POINTS / 2) != PARTITIONS) {
                    throw new AssertionError("the series is wrong: " + points.get(POINTS / 2));
                }
            }
            double[] warm = Arrays.copyOfRange(millis, 10, millis.length);
            Arrays.sort(warm);
            print(
                    "series of %d points of %s, %d partitions: median %.1f ms, p95 %.1f ms",
                    POINTS, metric, PARTITIONS, warm[warm.length / 2], warm[warm.length * 95 / 100]);
        }
        bench.await(reads::close);
    }

    /** Batches of 500 events of 300 visitors within a minute, as FoldBench folds them. */
    private void batch() {
        AggregateStore store = bench.store(config);
        Fold.Reader reader = Counted.reader(config);
        List<io.ecompulse.journal.JournalRecord> records = FoldBench.records(now);
        long commands = 0;
        long in = 0;
        long out = 0;
        long micros = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            if (batch == BATCHES / 2) {
                commands = info("total_commands_processed");
                in = info("total_net_input_bytes");
                out = info("total_net_output_bytes");
                micros = System.nanoTime() / 1_000;
            }
            Fold fold = new Fold(config, Shop::fails, reader);
            records.forEach(fold::add);
            apply(store, new Delta(0, batch, batch + 1, batch == 0, 0, 0, fold.content()));
        }
        double measured = BATCHES / 2.0;
        micros = System.nanoTime() / 1_000 - micros;
        // Less what the counters themselves were asked by.
        print(
                "a batch of %d events: %.2f commands, %.0f bytes to Redis, %.0f back, %.2f ms with the fold",
                BATCH,
                (info("total_commands_processed") - commands - 3) / measured,
                (info("total_net_input_bytes") - in) / measured,
                (info("total_net_output_bytes") - out) / measured,
                micros / 1_000.0 / measured);
    }

    /** A million visitors of one day over 12 partitions. */
    private void visitors() {
        AggregateStore store = bench.store(config);
        long empty = info("used_memory");
        List<Long> seen = new ArrayList<>();
        int events = 0;
        int each = VISITORS / PARTITIONS;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            long position = 0;
            for (int hour = 0; hour < 24; hour++) {
                Fold fold = new Fold(config, Shop::fails);
                int from = each * hour / 24;
                int to = each * (hour + 1) / 24;
                for (int visitor = from; visitor < to; visitor++) {
                    for (int event = 0; event < EVENTS; event++) {
                        Instant at = now.minus(Duration.ofHours(24 - hour)).plusSeconds(visitor % 3_000 + event * 60L);
                        fold.add(Shop.track("Product Viewed", "\"product_id\":\"p" + visitor % 1_000 + "\"")
                                .by("8f14e45f-ceea-467f-" + partition + "-" + visitor)
                                .at(at)
                                .record(events++));
                    }
                    if (fold.weight() > 90_000 || visitor == to - 1) {
                        apply(store, new Delta(partition, position, position + 1, position == 0, 0, 0, fold.content()));
                        position++;
                        fold = new Fold(config, Shop::fails);
                    }
                }
            }
            seen.add(info("used_memory"));
        }
        print(
                "%d visitors of a day with %d events, %d partitions: %.1f MB in Redis",
                each * PARTITIONS, events, PARTITIONS, (seen.get(seen.size() - 1) - empty) / 1e6);
    }

    private void apply(AggregateStore store, Delta delta) {
        AggregateStore.Verdict verdict = bench.await(() -> store.apply(delta));
        if (!(verdict instanceof AggregateStore.Verdict.Applied)) {
            throw new AssertionError(verdict);
        }
    }

    private long info(String name) {
        return bench.send(Command.INFO)
                .toString()
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(
                        line -> Long.parseLong(line.substring(name.length() + 1).strip()))
                .findFirst()
                .orElseThrow();
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
