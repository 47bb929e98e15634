package io.ecompulse.journal;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A stage with a store in memory: takes each batch in one step with the position, as the real ones do. */
final class RecordingStage implements JournalStage {
    /** What a stage's store holds; several stages may share one. */
    static final class Store {
        final Map<Integer, Long> positions = new ConcurrentHashMap<>();
        final List<JournalRecord> records = new CopyOnWriteArrayList<>();

        /** Stores a batch where the last one ended, and nowhere else. */
        synchronized boolean put(JournalBatch batch) {
            Long position = positions.get(batch.partition());
            if (position != null && position != batch.start()) {
                return false;
            }
            positions.put(batch.partition(), batch.end());
            records.addAll(batch.records());
            return true;
        }

        List<String> ids() {
            return records.stream().map(read -> Journals.text(read.id())).toList();
        }

        List<String> duplicates() {
            return records.stream()
                    .filter(read -> read.sighting() == Sighting.DUPLICATE)
                    .map(read -> Journals.text(read.id()))
                    .toList();
        }
    }

    final Store store;
    final List<String> trace = new CopyOnWriteArrayList<>();
    final List<JournalBatch> taken = new CopyOnWriteArrayList<>();
    volatile Function<JournalBatch, Future<Void>> before = batch -> Future.succeededFuture();
    volatile Function<Integer, Future<OptionalLong>> positions;
    volatile Function<Integer, Future<Void>> onRelease = partition -> Future.succeededFuture();

    RecordingStage(Store store) {
        this.store = store;
        this.positions = partition -> {
            Long position = store.positions.get(partition);
            return Future.succeededFuture(position == null ? OptionalLong.empty() : OptionalLong.of(position));
        };
    }

    @Override
    public Future<OptionalLong> position(int partition) {
        trace.add("position " + partition);
        return positions.apply(partition);
    }

    @Override
    public Future<Void> take(JournalBatch batch) {
        trace.add("take " + batch.partition() + " [" + batch.start() + "," + batch.end() + ")");
        return before.apply(batch).compose(ready -> stored(batch));
    }

    /** Noted first: whoever sees the store's records must find their batch here. */
    private Future<Void> stored(JournalBatch batch) {
        taken.add(batch);
        if (store.put(batch)) {
            return Future.succeededFuture();
        }
        taken.remove(batch);
        return Future.failedFuture(Rewind.to("the store is elsewhere"));
    }

    @Override
    public Future<Void> release(int partition, boolean orderly) {
        trace.add((orderly ? "finish " : "drop ") + partition);
        return onRelease.apply(partition);
    }
}
