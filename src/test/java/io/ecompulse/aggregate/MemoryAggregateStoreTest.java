package io.ecompulse.aggregate;

import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Supplier;

/** The fake keeps the contract, so what is proven with it holds. */
class MemoryAggregateStoreTest extends AggregateStoreContract {
    private MemoryAggregateStore store;

    @Override
    AggregateStore store(AggregateConfig config) {
        store = new MemoryAggregateStore(config);
        return store;
    }

    @Override
    <T> T await(Supplier<Future<T>> call) {
        return call.get().result();
    }

    @Override
    Map<String, Long> total(String source) {
        return store.total(0, source);
    }

    @Override
    long visitors(String source) {
        return store.visitors(0, source);
    }

    @Override
    void flushAll() {
        store.flushAll();
    }
}
