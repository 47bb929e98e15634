package io.ecompulse.aggregate;

import io.ecompulse.journal.Durability;
import io.ecompulse.journal.Journal;
import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalReader;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.JournalStage;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.telemetry.Stage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A journal of one partition in memory, with a reader that keeps the contract of {@link JournalStage}. */
final class MemoryJournal implements Journal {
    private static final int BATCH_MAX = 100;
    private static final long BACK_OFF_MILLIS = 20;

    private final Vertx vertx;
    private final List<JournalRecord> log = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger rewinds = new AtomicInteger();
    /** What the stage could not count. */
    final List<JournalEntry> failed = new CopyOnWriteArrayList<>();

    private volatile long settled;

    MemoryJournal(Vertx vertx) {
        this.vertx = vertx;
    }

    void receive(List<Shop.Sale> sales) {
        sales.forEach(sale -> log.add(sale.record(log.size())));
    }

    long size() {
        return log.size();
    }

    long settled() {
        return settled;
    }

    /** Calls of the stage that failed so far. */
    int failures() {
        return failures.get();
    }

    /** Times the stage asked to be read again. */
    int rewinds() {
        return rewinds.get();
    }

    @Override
    public JournalReader reader(Stage stage, String group, JournalTopic topic) {
        return new Reader();
    }

    @Override
    public Future<Durability> append(List<JournalEntry> entries) {
        failed.addAll(entries);
        return Future.succeededFuture(Durability.JOURNAL);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private final class Reader implements JournalReader {
        private final Promise<Void> ended = Promise.promise();
        private Context context;
        private JournalStage stage;
        private boolean closing;
        private boolean rewound;

        @Override
        public Future<Void> open(JournalStage opened) {
            stage = opened;
            context = vertx.getOrCreateContext();
            assign();
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> close() {
            context.runOnContext(go -> closing = true);
            return ended.future();
        }

        @Override
        public void settled(int partition, long end) {
            settled = end;
        }

        @Override
        public void rewind(int partition, String why) {
            rewinds.incrementAndGet();
            context.runOnContext(go -> rewound = true);
        }

        private void assign() {
            stage.position(0).onComplete(answer -> {
                if (answer.succeeded()) {
                    next(answer.result().orElse(0));
                } else {
                    restart();
                }
            });
        }

        private void next(long position) {
            if (closing) {
                stage.release(0, true).onComplete(ended);
                return;
            }
            if (rewound) {
                restart();
                return;
            }
            long end = Math.min(log.size(), position + BATCH_MAX);
            if (end == position) {
                vertx.setTimer(1, later -> next(position));
                return;
            }
            List<JournalRecord> records = List.copyOf(log).subList((int) position, (int) end);
            stage.take(new JournalBatch("events", 0, position, end, records)).onComplete(taken -> {
                if (taken.succeeded()) {
                    next(end);
                } else {
                    restart();
                }
            });
        }

        private void restart() {
            failures.incrementAndGet();
            rewound = false;
            stage.release(0, false).onComplete(released -> {
                if (closing) {
                    ended.complete();
                } else {
                    vertx.setTimer(BACK_OFF_MILLIS, later -> assign());
                }
            });
        }
    }
}
