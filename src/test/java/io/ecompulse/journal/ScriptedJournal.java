package io.ecompulse.journal;

import io.ecompulse.telemetry.Stage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Kafka, as a test wants it to answer; notes what it acknowledged. */
final class ScriptedJournal implements Journal {
    private final List<JournalEntry> acknowledged = new ArrayList<>();
    private final List<List<String>> appends = new ArrayList<>();
    private Function<List<JournalEntry>, Future<Durability>> script = entries -> Future.succeededFuture();
    private boolean closed;

    @Override
    public synchronized Future<Durability> append(List<JournalEntry> entries) {
        appends.add(entries.stream().map(ScriptedJournal::id).toList());
        Future<Durability> answer = script.apply(entries);
        if (!answer.succeeded()) {
            return answer;
        }
        acknowledged.addAll(entries);
        return Future.succeededFuture(Durability.JOURNAL);
    }

    @Override
    public JournalReader reader(Stage stage, String group, JournalTopic topic) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized Future<Void> close() {
        closed = true;
        return Future.succeededFuture();
    }

    synchronized void answer(Function<List<JournalEntry>, Future<Durability>> newScript) {
        script = newScript;
    }

    synchronized void failWith(JournalUnavailable.Why why) {
        script = entries -> Future.failedFuture(JournalUnavailable.of(why, "as the test wants"));
    }

    synchronized void recover() {
        script = entries -> Future.succeededFuture();
    }

    synchronized List<String> acknowledged() {
        return acknowledged.stream().map(ScriptedJournal::id).toList();
    }

    synchronized List<JournalEntry> entries() {
        return List.copyOf(acknowledged);
    }

    synchronized List<List<String>> appends() {
        return List.copyOf(appends);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    static String id(JournalEntry entry) {
        return Journals.text(entry.headers().get(0).value());
    }
}
