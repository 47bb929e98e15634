package io.ecompulse.edge;

import io.ecompulse.journal.Durability;
import io.ecompulse.journal.Journal;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalReader;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.telemetry.Stage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** A journal for one request that is explained: takes its entries, shows them, and is forgotten with it. */
final class ForgottenJournal implements Journal {
    private final List<JournalEntry> entries = new ArrayList<>();

    @Override
    public Future<Durability> append(List<JournalEntry> batch) {
        entries.addAll(batch);
        return Future.succeededFuture(Durability.JOURNAL);
    }

    /** What would stand in the topic of events, in the batch's order. */
    List<JournalEntry> events() {
        return entries.stream()
                .filter(entry -> entry.topic() == JournalTopic.EVENTS)
                .toList();
    }

    @Override
    public JournalReader reader(Stage stage, String group, JournalTopic topic) {
        throw new UnsupportedOperationException("nobody reads what is forgotten");
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
