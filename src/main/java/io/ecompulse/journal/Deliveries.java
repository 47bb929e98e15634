package io.ecompulse.journal;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deliveries of all partitions that are ours. Brings what the poll thread tells home to the stage's context, which alone
 * touches the map.
 */
final class Deliveries implements PollEvents {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final DeliveryParts parts;
    private final Map<Integer, PartitionDelivery> deliveries = new HashMap<>();
    private final Map<Integer, String> problems = new ConcurrentHashMap<>();
    private boolean closing;

    Deliveries(DeliveryParts parts) {
        this.parts = parts;
    }

    @Override
    public void assigned(PartitionRead read, ReadControl control) {
        parts.home().run(() -> {
            if (closing) {
                return;
            }
            PartitionDelivery delivery = new PartitionDelivery(read, control, parts);
            PartitionDelivery before = deliveries.put(read.number(), delivery);
            // An assignment that was lost may still be with the stage when the partition comes back.
            Future<Void> free = before == null ? Future.succeededFuture() : before.end(false);
            free.onComplete(done -> delivery.begin());
        });
    }

    @Override
    public CompletableFuture<Void> ended(PartitionRead read, boolean orderly) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        parts.home().run(() -> {
            PartitionDelivery delivery = of(read);
            if (delivery == null) {
                ended.complete(null);
            } else {
                end(delivery, read, orderly).onComplete(done -> ended.complete(null));
            }
        });
        return ended;
    }

    @Override
    public void broke(PartitionRead read, long run, Exception fault) {
        parts.home().run(() -> {
            PartitionDelivery delivery = of(read);
            if (delivery != null) {
                delivery.broke(run, fault);
            }
        });
    }

    @Override
    public void stopped(PartitionRead read, long run, String problem) {
        parts.home().run(() -> {
            PartitionDelivery delivery = of(read);
            if (delivery != null && delivery.isCurrent(run)) {
                LOG.error("{}", problem);
                problems.put(read.number(), problem);
            }
        });
    }

    /** From any thread: what a poll brought, in the order of polls. */
    void polled(List<PolledBatch> batches) {
        parts.home().run(() -> {
            for (PolledBatch batch : batches) {
                PartitionDelivery delivery = of(batch.read());
                if (delivery == null) {
                    parts.meters().buffered().addAndGet(-batch.bytes());
                } else {
                    delivery.polled(batch);
                }
            }
        });
    }

    /** From any thread: the stage's store went back. */
    void rewind(int partition, String why) {
        parts.home().run(() -> {
            PartitionDelivery delivery = deliveries.get(partition);
            if (delivery != null && delivery.rewind(why)) {
                problems.remove(partition); // The next start finds out whether it is still there.
            }
        });
    }

    /** From any thread: ends all, in order, and takes no more. */
    Future<Void> endAll() {
        Promise<Void> all = Promise.promise();
        parts.home().run(() -> {
            closing = true;
            List<Future<Void>> ends = new ArrayList<>();
            deliveries.values().forEach(delivery -> ends.add(delivery.end(true)));
            Future.join(ends).onComplete(done -> {
                problems.clear();
                all.complete();
            });
        });
        return all.future();
    }

    /** From any thread: why a partition is not read, or null. */
    @Nullable
    String problem() {
        return problems.values().stream().findFirst().orElse(null);
    }

    private Future<Void> end(PartitionDelivery delivery, PartitionRead read, boolean orderly) {
        problems.remove(read.number());
        return delivery.end(orderly).onComplete(done -> deliveries.remove(read.number(), delivery));
    }

    private @Nullable PartitionDelivery of(PartitionRead read) {
        PartitionDelivery delivery = deliveries.get(read.number());
        return delivery != null && delivery.isFor(read) ? delivery : null;
    }
}
