package io.ecompulse.e2e;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The client's own books: what became of each id it sent, as far as the server told. Thread-safe. */
final class Ledger {
    private enum Outcome {
        UNKNOWN,
        REJECTED,
        ACKED
    }

    private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    private final Map<String, Item> items = new ConcurrentHashMap<>();
    private final AtomicInteger acked = new AtomicInteger();
    private final AtomicInteger spooled = new AtomicInteger();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();

    void settle(Verdicts verdicts) {
        int fresh = acknowledge(verdicts.accepted());
        if (verdicts.durability().equals("spool")) {
            spooled.addAndGet(fresh);
        }
        acknowledge(verdicts.duplicates()); // Its first copy is durable, so it is acked.
        verdicts.rejected().stream().filter(item -> item.id() != null).forEach(item -> put(item, Outcome.REJECTED));
    }

    /** No answer, or one that claims nothing: these events may be there once or not at all. */
    void unknown(Collection<Item> batch) {
        batch.stream().filter(item -> item.id() != null).forEach(item -> put(item, Outcome.UNKNOWN));
    }

    /** A batch that the server did not take now, for this reason. */
    void refused(String reason) {
        refusals.merge(reason, 1, Integer::sum);
    }

    int refusals(String reason) {
        return refusals.getOrDefault(reason, 0);
    }

    /** Of the acked ones those whose first ack came when they stood in the spool. */
    int spooledCount() {
        return spooled.get();
    }

    int ackedCount() {
        return acked.get();
    }

    Set<String> acked() {
        return all(Outcome.ACKED);
    }

    Set<String> rejected() {
        return all(Outcome.REJECTED);
    }

    Set<String> unknown() {
        return all(Outcome.UNKNOWN);
    }

    List<Item> ackedItems() {
        return items(acked());
    }

    /** What was sent under these ids; every one of them must have been. */
    List<Item> items(Collection<String> ids) {
        return ids.stream().map(items::get).toList();
    }

    /** Returns how many of them were not acked before. */
    private int acknowledge(List<Item> batch) {
        return (int) batch.stream().filter(item -> put(item, Outcome.ACKED)).count();
    }

    /** An ack is never taken back: a later failure to answer says nothing about the copy that was acked. */
    private boolean put(Item item, Outcome outcome) {
        items.put(item.id(), item);
        Outcome before = outcomes.getOrDefault(item.id(), Outcome.UNKNOWN);
        Outcome after = outcomes.merge(item.id(), outcome, (old, news) -> old == Outcome.UNKNOWN ? news : old);
        boolean isFresh = before == Outcome.UNKNOWN && after == Outcome.ACKED;
        if (isFresh) {
            acked.incrementAndGet();
        }
        return isFresh;
    }

    private Set<String> all(Outcome wanted) {
        Set<String> ids = new TreeSet<>();
        outcomes.forEach((id, outcome) -> {
            if (outcome == wanted) {
                ids.add(id);
            }
        });
        return ids;
    }
}
