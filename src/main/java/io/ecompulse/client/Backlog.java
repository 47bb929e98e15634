package io.ecompulse.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events that have no outcome yet: those that wait, in order, and the batches that are in flight. */
final class Backlog {
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Long, Batch> inFlight = new LinkedHashMap<>();
    private long eventsInFlight;
    private long bytesInFlight;

    /** @param since when it was given to us, on the loop's clock */
    record Waiting(ClientEvent event, int bytes, long since) {}

    /** @param bytes of the whole frame, which is what the server counts */
    record Batch(List<Waiting> events, int bytes, long sentAt) {}

    void add(Waiting event) {
        waiting.add(event);
    }

    /** The oldest events that fit the limits; empty when none does. */
    List<Waiting> next(int eventsMax, long bytesMax) {
        List<Waiting> batch = new ArrayList<>();
        long bytes = 0;
        for (Waiting event : waiting) {
            bytes += event.bytes() + 1; // and its comma
            if (batch.size() == eventsMax || bytes > bytesMax) {
                break;
            }
            batch.add(event);
        }
        return batch;
    }

    void sent(long seq, Batch batch) {
        for (int i = 0; i < batch.events().size(); i++) {
            waiting.remove();
        }
        inFlight.put(seq, batch);
        eventsInFlight += batch.events().size();
        bytesInFlight += batch.bytes();
    }

    /** Takes a batch out of flight; null when it is not there. */
    @Nullable
    Batch landed(long seq) {
        Batch batch = inFlight.remove(seq);
        if (batch != null) {
            eventsInFlight -= batch.events().size();
            bytesInFlight -= batch.bytes();
        }
        return batch;
    }

    /** Puts events back before all that wait. */
    void again(List<Waiting> events) {
        for (int i = events.size() - 1; i >= 0; i--) {
            waiting.addFirst(events.get(i));
        }
    }

    /** Nothing that is in flight will be answered: all of it waits again, in its order. */
    void allAgain() {
        List<Waiting> events = new ArrayList<>();
        inFlight.values().forEach(batch -> events.addAll(batch.events()));
        inFlight.clear();
        eventsInFlight = 0;
        bytesInFlight = 0;
        again(events);
    }

    /** Takes the first one out if it waits since before {@code nanos}. */
    @Nullable
    Waiting expired(long nanos) {
        Waiting first = waiting.peek();
        return first != null && first.since() - nanos < 0 ? waiting.remove() : null;
    }

    @Nullable
    Waiting first() {
        return waiting.peek();
    }

    @Nullable
    Waiting removeFirst() {
        return waiting.poll();
    }

    /** When the oldest batch in flight was sent; {@code otherwise} when none is. */
    long oldestSentAt(long otherwise) {
        for (Batch batch : inFlight.values()) {
            return batch.sentAt();
        }
        return otherwise;
    }

    boolean hasInFlight() {
        return !inFlight.isEmpty();
    }

    boolean isEmpty() {
        return inFlight.isEmpty() && waiting.isEmpty();
    }

    long eventsInFlight() {
        return eventsInFlight;
    }

    long bytesInFlight() {
        return bytesInFlight;
    }
}
