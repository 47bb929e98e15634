package io.ecompulse.e2e;

import io.ecompulse.dev.traffic.ShopTraffic;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Events that travel in one request or frame. */
record Shipment(List<Item> items, Way way) {
    private static final List<Way> OVER_HTTP =
            List.of(Way.SINGLE, Way.BATCH, Way.BATCH_GZIP_BY_HEADER, Way.BATCH_GZIP_BY_MAGIC_BYTES);
    private static final int BATCH_MAX = 100;
    private static final double SENT_TWICE = 0.05;
    private static final double MALFORMED = 0.01;

    enum Way {
        SINGLE,
        BATCH,
        BATCH_GZIP_BY_HEADER,
        BATCH_GZIP_BY_MAGIC_BYTES,
        STREAM
    }

    /**
     * What one client sends, in its order. Of the events sent twice, half come again in the very next shipment, as after a
     * lost answer, the others at the end, when an edge may have forgotten them.
     *
     * @param events how many different sound ones
     */
    static List<Shipment> plan(long seed, int events, boolean overStream) {
        RandomGenerator random = new Random(seed);
        ShopTraffic traffic = new ShopTraffic(random, InstantSource.system());
        List<Shipment> plan = new ArrayList<>();
        List<Item> again = new ArrayList<>();
        List<Item> late = new ArrayList<>();
        int left = events;
        while (left > 0) {
            Way way = overStream ? Way.STREAM : OVER_HTTP.get(random.nextInt(OVER_HTTP.size()));
            List<Item> items = new ArrayList<>();
            if (way == Way.SINGLE) {
                items.add(Item.sound(traffic));
                left--;
            } else {
                int size = Math.min(left, 1 + random.nextInt(BATCH_MAX));
                left -= size;
                items.addAll(again);
                again.clear();
                for (int i = 0; i < size; i++) {
                    Item item = Item.sound(traffic);
                    items.add(item);
                    if (random.nextDouble() < SENT_TWICE) {
                        (random.nextBoolean() ? again : late).add(item);
                    }
                    if (random.nextDouble() < MALFORMED) {
                        items.add(Item.malformed(traffic, random));
                    }
                }
            }
            plan.add(new Shipment(items, way));
        }
        late.addAll(again);
        if (!late.isEmpty()) {
            plan.add(new Shipment(late, overStream ? Way.STREAM : Way.BATCH));
        }
        return plan;
    }
}
