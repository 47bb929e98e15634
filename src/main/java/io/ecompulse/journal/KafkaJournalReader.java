package io.ecompulse.journal;

import io.vertx.core.Future;

final class KafkaJournalReader implements JournalReader {
    KafkaJournalReader(ReaderParts parts, String group) {}

    @Override
    public Future<Void> open(JournalStage stage) {
        return Future.failedFuture("not yet");
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    @Override
    public void settled(int partition, long end) {}
}
