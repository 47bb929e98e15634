package io.ecompulse.edge;

import io.ecompulse.journal.Durability;
import io.ecompulse.journal.Journal;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalEntry.Header;
import io.ecompulse.journal.JournalReader;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.JournalUnavailable;
import io.ecompulse.telemetry.Stage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A journal in memory whose appends succeed at once, fail, or wait to be settled by the test. */
final class FakeJournal implements Journal {
    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<Append> held = new ArrayList<>();
    private Supplier<Future<Durability>> outcome = () -> Future.succeededFuture(Durability.JOURNAL);
    private boolean holding;
    private volatile boolean spooling;

    private record Append(List<JournalEntry> entries, Promise<Durability> promise, Context context) {}

    @Override
    public synchronized Future<Durability> append(List<JournalEntry> batch) {
        if (holding) {
            Promise<Durability> promise = Promise.promise();
            held.add(new Append(batch, promise, Vertx.currentContext()));
            return promise.future();
        }
        Future<Durability> result = outcome.get();
        if (!result.failed()) {
            entries.addAll(batch);
        }
        return result;
    }

    /** Kafka is away: only those who are content with the spool are served. */
    @Override
    public Future<Durability> append(List<JournalEntry> batch, Durability least) {
        return spooling && least == Durability.SPOOL
                ? append(batch).map(Durability.SPOOL)
                : spooling
                        ? Future.failedFuture(JournalUnavailable.of(JournalUnavailable.Why.SILENT, "away"))
                        : append(batch);
    }

    void spool() {
        spooling = true;
    }

    synchronized void hold() {
        holding = true;
    }

    synchronized void failWith(Throwable fault) {
        holding = false;
        outcome = () -> Future.failedFuture(fault);
    }

    synchronized void recover() {
        holding = false;
        outcome = () -> Future.succeededFuture(Durability.JOURNAL);
    }

    synchronized int heldAppends() {
        return held.size();
    }

    synchronized long heldBytes() {
        return held.stream()
                .flatMap(append -> append.entries.stream())
                .mapToLong(JournalEntry::size)
                .sum();
    }

    /** Acknowledges the append that stands at {@code index} among those still held. */
    synchronized void acknowledge(int index) {
        Append append = held.remove(index);
        entries.addAll(append.entries);
        if (append.context == null) {
            append.promise.complete(Durability.JOURNAL);
        } else {
            append.context.runOnContext(home -> append.promise.complete(Durability.JOURNAL));
        }
    }

    synchronized List<JournalEntry> entries(JournalTopic topic) {
        return entries.stream().filter(entry -> entry.topic() == topic).toList();
    }

    List<String> ids() {
        return entries(JournalTopic.EVENTS).stream()
                .map(entry -> header(entry, JournalEntry.ID))
                .toList();
    }

    List<String> values(JournalTopic topic) {
        return entries(topic).stream().map(entry -> text(entry.value())).toList();
    }

    static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** The text of a header, or null. */
    static String header(JournalEntry entry, String name) {
        for (Header header : entry.headers()) {
            if (header.name().equals(name)) {
                return text(header.value());
            }
        }
        return null;
    }

    @Override
    public JournalReader reader(Stage stage, String group, JournalTopic topic) {
        throw new UnsupportedOperationException("the edge does not read");
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
