package io.ecompulse.edge;

import io.ecompulse.edge.protocol.Verdict;
import io.ecompulse.event.RejectReason;
import io.ecompulse.journal.JournalEntry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one batch becomes, before anything of it is durable.
 *
 * @param entries for the journal: accepted events and failed ones, in the batch's order
 * @param accepted the identities of the accepted ones
 * @param results the events that were not accepted
 * @param rejected how many failed, by reason
 */
record Judged(
        List<JournalEntry> entries,
        List<RecentIds.Id> accepted,
        List<Answer.Result> results,
        Map<RejectReason, Integer> rejected) {

    Judged() {
        this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new EnumMap<>(RejectReason.class));
    }

    void accept(RecentIds.Id id, JournalEntry entry) {
        accepted.add(id);
        entries.add(entry);
    }

    void duplicate(int index, String id) {
        results.add(new Answer.Result(index, id, null, null));
    }

    void reject(int index, Verdict.Unsound unsound, Entries request) {
        rejected.merge(unsound.reason(), 1, Integer::sum);
        results.add(new Answer.Result(index, unsound.id(), unsound.reason(), unsound.detail()));
        entries.add(request.failed(unsound));
    }

    int rejectedCount() {
        return rejected.values().stream().mapToInt(Integer::intValue).sum();
    }

    int duplicates() {
        return results.size() - rejectedCount();
    }
}
