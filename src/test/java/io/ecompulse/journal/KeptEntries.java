package io.ecompulse.journal;

import io.ecompulse.telemetry.Stage;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A journal that is only appended to, and says what came, in order. Answers as the test wants. */
public final class KeptEntries implements Journal {
    public final List<JournalEntry> entries = new ArrayList<>();
    public Supplier<Future<Durability>> answer = () -> Future.succeededFuture(Durability.JOURNAL);
    public int recordBytesMax = 1 << 20;
    private final List<String> trace;
    int appends;

    public KeptEntries(List<String> trace) {
        this.trace = trace;
    }

    public FailedRecords failed(Stage stage) {
        return new FailedRecords(this, stage);
    }

    @Override
    public Future<Durability> append(List<JournalEntry> appended) {
        appends++;
        for (JournalEntry entry : appended) {
            trace.add("kept " + header(entry, "stage") + " " + header(entry, "reason") + " "
                    + header(entry, "partition") + "@" + header(entry, "offset"));
        }
        return answer.get().onSuccess(durable -> {
            entries.addAll(appended);
            trace.add("acknowledged");
        });
    }

    public static String header(JournalEntry entry, String name) {
        Optional<JournalEntry.Header> found = entry.headers().stream()
                .filter(header -> header.name().equals(name))
                .findFirst();
        return found.map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .orElse(null);
    }

    @Override
    public int recordBytesMax() {
        return recordBytesMax;
    }

    @Override
    public JournalReader reader(Stage stage, String group, JournalTopic topic) {
        throw new UnsupportedOperationException("nobody reads here");
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
