package io.ecompulse.simulation;

import io.ecompulse.event.Envelope;
import io.ecompulse.lake.TestEvents;
import io.ecompulse.simulation.SimulatedLog.Content;
import io.ecompulse.simulation.SimulatedLog.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The edges: append events, some of them again, some with old times, some that no stage can read. */
final class Writer {
    /** How far back the times of one partition may go: what {@code DedupWindow} allows for. */
    private static final int SLACK_MILLIS = 60_000;

    private final World world;
    private final SimulatedLog log;
    private final long[] latest;
    /** Whether foreign producers write too: records without an id, and holes in the offsets. */
    private final boolean foreign;

    private int ids;

    Writer(World world, SimulatedLog log, boolean foreign) {
        this.world = world;
        this.log = log;
        this.foreign = foreign;
        this.latest = new long[log.partitions()];
    }

    void append() {
        int partition = world.below(log.partitions());
        if (foreign && world.below(12) == 0) {
            log.hole(partition);
            return;
        }
        long timestamp = timestamp(partition);
        Content content = content(partition, timestamp);
        log.append(partition, timestamp, content);
        world.trace(() -> "append " + partition + "@" + (log.end(partition) - 1) + " " + content.source() + "/"
                + content.id() + " t" + timestamp % 10_000_000);
    }

    /** Mostly now, at times older, but never by more than the slack before the newest of its partition. */
    private long timestamp(int partition) {
        long oldest = Math.max(latest[partition] - SLACK_MILLIS, world.millis() - 10 * SLACK_MILLIS);
        long age = world.millis() - oldest;
        long timestamp = world.below(3) > 0
                ? world.millis()
                : oldest + (long) (world.random().nextDouble() * age);
        latest[partition] = Math.max(latest[partition], timestamp);
        return timestamp;
    }

    private Content content(int partition, long timestamp) {
        Entry again = log.end(partition) == 0 || world.below(4) > 0 ? null : earlier(partition);
        String source = again == null || world.below(8) == 0
                ? source()
                : again.content().source();
        String id = again == null ? newId() : again.content().id();
        int order = world.below(3) == 0 ? 1 + world.below(20) : 0;
        int minor = 1 + world.below(1_000_000);
        byte @Nullable [] poison = poison();
        if (poison != null || world.below(60) == 0) {
            return new Content(source, id, poison, false, 0, 0);
        }
        return new Content(source, id, json(source, id, timestamp, order, minor), true, order, minor);
    }

    private @Nullable Entry earlier(int partition) {
        long end = log.end(partition);
        long back = world.below(3) == 0 ? world.below((int) end) : world.below((int) Math.min(end, 8));
        return log.at(partition, end - 1 - back);
    }

    private String source() {
        return world.below(2) == 0 ? "dev" : "shop";
    }

    private String newId() {
        return foreign && world.below(5) == 0 ? "" : "m" + ids++;
    }

    private byte @Nullable [] poison() {
        return switch (world.below(40)) {
            case 0 -> new byte[] {'{', '"', 'v', '"', ':', '1', ',', 0, -1, -2};
            case 1 ->
                "{\"v\":1,\"receivedAt\":\"never\",\"event\":{\"type\":\"track\"}}".getBytes(StandardCharsets.UTF_8);
            case 2 -> new byte[0];
            default -> null;
        };
    }

    private static byte[] json(String source, String id, long timestamp, int order, int minor) {
        String event = order == 0
                ? "\"event\":\"Product Viewed\",\"properties\":{\"sku\":\"TEA\"}"
                : "\"event\":\"Order Completed\",\"properties\":{\"order_id\":\"o" + order + "\",\"currency\":\"EUR\","
                        + "\"total\":" + minor / 100 + "." + minor % 100 / 10 + minor % 10
                        + ",\"products\":[{\"quantity\":2}]}";
        Envelope.About about = new Envelope.About(
                Instant.ofEpochMilli(timestamp), source, "segment", "edge-1", "203.0.113.7", "curl/8");
        return TestEvents.event(
                        0,
                        "{\"type\":\"track\",\"messageId\":\"" + id + "\",\"anonymousId\":\"v\"," + event + "}",
                        about)
                .value();
    }
}
