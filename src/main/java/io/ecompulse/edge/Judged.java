package io.ecompulse.edge;

import io.ecompulse.config.Treatment;
import io.ecompulse.edge.protocol.Verdict;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.SuppressReason;
import io.ecompulse.journal.JournalEntry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one batch becomes, before anything of it is durable.
 *
 * @param entries for the journal: accepted events and failed ones, in the batch's order
 * @param accepted the identities of the accepted ones
 * @param results the events that were not accepted
 * @param rejected how many failed, by reason
 * @param suppressed how many were not to be stored, by reason
 * @param stripped of how many accepted ones something was taken, by what
 */
record Judged(
        List<JournalEntry> entries,
        List<RecentIds.Id> accepted,
        List<Answer.Result> results,
        Map<RejectReason, Integer> rejected,
        Map<SuppressReason, Integer> suppressed,
        Map<Treatment, Integer> stripped) {

    Judged() {
        this(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new EnumMap<>(RejectReason.class),
                new EnumMap<>(SuppressReason.class),
                new EnumMap<>(Treatment.class));
    }

    void accept(RecentIds.Id id, JournalEntry entry, Treatment treatment) {
        accepted.add(id);
        entries.add(entry);
        if (treatment != Treatment.ALLOW) {
            stripped.merge(treatment, 1, Integer::sum);
        }
    }

    void duplicate(int index, String id) {
        results.add(Answer.Result.duplicate(index, id));
    }

    /** I2: an outcome of its own, with no entry of any kind. */
    void suppress(int index, @Nullable String id, SuppressReason reason) {
        suppressed.merge(reason, 1, Integer::sum);
        results.add(Answer.Result.suppressed(index, id, reason));
    }

    void reject(int index, Verdict.Unsound unsound, Entries request) {
        rejected.merge(unsound.reason(), 1, Integer::sum);
        results.add(Answer.Result.rejected(index, unsound));
        entries.add(request.failed(unsound));
    }

    int rejectedCount() {
        return sum(rejected);
    }

    int suppressedCount() {
        return sum(suppressed);
    }

    private static int sum(Map<?, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    int duplicates() {
        return results.size() - rejectedCount() - suppressedCount();
    }
}
