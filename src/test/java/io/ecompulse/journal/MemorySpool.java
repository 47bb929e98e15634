package io.ecompulse.journal;

import io.ecompulse.journal.spool.Spool;
import io.ecompulse.journal.spool.SpoolChunk;
import io.ecompulse.journal.spool.SpoolRecord;
import io.ecompulse.journal.spool.SpoolStatus;
import io.ecompulse.journal.spool.SpoolUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A spool in memory that can be told to hold its answers or to refuse. */
final class MemorySpool implements Spool {
    private final List<byte[]> records = new ArrayList<>();
    private final List<byte[]> aside = new ArrayList<>();
    private final List<CompletableFuture<Void>> held = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private SpoolUnavailable.@Nullable Why refusing;
    private @Nullable String problem;
    private boolean holding;
    private int read;
    private int drained;

    @Override
    public synchronized CompletionStage<Void> append(List<byte[]> group) {
        if (refusing != null) {
            return CompletableFuture.failedFuture(new SpoolUnavailable(refusing, "told to refuse"));
        }
        records.addAll(group);
        CompletableFuture<Void> stored = new CompletableFuture<>();
        if (holding) {
            held.add(stored);
        } else {
            stored.complete(null);
        }
        return stored;
    }

    @Override
    public synchronized Optional<SpoolChunk> next(int maxBytes) {
        int from = read;
        int bytes = 0;
        List<SpoolRecord> chunk = new ArrayList<>();
        while (read < records.size() && (bytes == 0 || bytes + records.get(read).length <= maxBytes)) {
            bytes += records.get(read).length;
            chunk.add(new SpoolRecord(1, records.get(read)));
            read++;
        }
        return read == from ? Optional.empty() : Optional.of(new SpoolChunk(chunk, read));
    }

    @Override
    public synchronized void drained(SpoolChunk chunk) {
        drained = (int) chunk.position();
        calls.add("drained " + drained);
    }

    @Override
    public synchronized void rewind() {
        read = drained;
        calls.add("rewound");
    }

    @Override
    public synchronized void setAside(byte[] record, String reason) {
        aside.add(record);
        calls.add("set aside");
    }

    @Override
    public synchronized SpoolStatus status() {
        return new SpoolStatus(0, 0, left(), OptionalLong.empty(), 0, 0, 0, aside.size(), problem);
    }

    @Override
    public synchronized void close() {
        calls.add("closed");
    }

    synchronized void refuse(SpoolUnavailable.@Nullable Why why) {
        refusing = why;
    }

    synchronized void report(String newProblem) {
        problem = newProblem;
    }

    synchronized void hold() {
        holding = true;
    }

    synchronized void release() {
        holding = false;
        held.forEach(stored -> stored.complete(null));
    }

    synchronized int size() {
        return records.size();
    }

    synchronized int left() {
        return records.size() - drained;
    }

    synchronized List<byte[]> aside() {
        return List.copyOf(aside);
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }
}
