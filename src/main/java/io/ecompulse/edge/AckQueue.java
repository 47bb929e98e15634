package io.ecompulse.edge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Batches of one stream that wait for their answer, and the answers that wait for their turn: they go out by seq. */
final class AckQueue {
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final Consumer<String> out;
    private long events;
    private long bytes;

    /** One batch in flight. */
    static final class Entry {
        private final int events;
        private final int bytes;
        private @Nullable String answer;

        private Entry(int events, int bytes) {
            this.events = events;
            this.bytes = bytes;
        }
    }

    AckQueue(Consumer<String> out) {
        this.out = out;
    }

    Entry add(int batchEvents, int batchBytes) {
        Entry entry = new Entry(batchEvents, batchBytes);
        waiting.add(entry);
        events += batchEvents;
        bytes += batchBytes;
        return entry;
    }

    /** Answers a batch; what may go out now goes out, in order. */
    void answer(Entry entry, String frame) {
        entry.answer = frame;
        for (Entry first = waiting.peek(); first != null && first.answer != null; first = waiting.peek()) {
            waiting.remove();
            events -= first.events;
            bytes -= first.bytes;
            out.accept(first.answer);
        }
    }

    int size() {
        return waiting.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    long events() {
        return events;
    }

    long bytes() {
        return bytes;
    }
}
