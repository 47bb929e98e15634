package io.ecompulse.edge;

import io.ecompulse.edge.protocol.Batch;
import io.ecompulse.edge.protocol.Identities;
import io.ecompulse.edge.protocol.Screen;
import io.ecompulse.edge.protocol.Verdict;
import io.ecompulse.event.SuppressReason;
import io.ecompulse.journal.JournalEntry;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A batch on its way through judgement, in slices. Used by one event loop. */
final class Judging {
    /** What an event loop chews at a time: a few milliseconds of work. */
    private static final int SLICE_BYTES = 512 * 1024;

    private static final int SLICE_EVENTS = 500;

    private final Batch batch;
    private final Intake.Origin origin;
    private final Screen screen;
    private final @Nullable SuppressReason dropped;
    private final Entries request;
    private final Identities ids;
    private final RecentIds recent;
    private final Set<RecentIds.Id> inBatch = new HashSet<>();
    private final Judged judged = new Judged();
    private @Nullable String given;
    private int next;

    Judging(Batch batch, Intake.Origin origin, Screen screen, Entries request, RecentIds recent) {
        this.batch = batch;
        this.origin = origin;
        this.screen = screen;
        this.dropped = origin.dropped();
        this.request = request;
        this.ids = origin.cookie() == null ? request : origin.cookie().visitors(request);
        this.recent = recent;
    }

    Judged judged() {
        return judged;
    }

    /** The visitor that the first event without one was given; null when each had one. */
    @Nullable
    String given() {
        return given;
    }

    /** Judges some more events; true when all are judged. */
    boolean slice() {
        long bytes = 0;
        for (int events = 0; next < batch.size() && events < SLICE_EVENTS && bytes < SLICE_BYTES; events++) {
            // What was read counts, too: of a copy, or of an event that is dropped, nothing else is left.
            bytes += Math.max(batch.bytes(next), one(next));
            next++;
        }
        return next == batch.size();
    }

    void finish() {
        boolean done;
        do {
            done = slice();
        } while (!done);
    }

    /** Judges one event; answers the bytes that it brought. */
    private int one(int index) {
        if (dropped != null) {
            judged.suppress(index, null, dropped);
            return 0;
        }
        Verdict verdict = batch.verdict(index, screen, ids);
        if (verdict instanceof Verdict.Suppressed suppressed) {
            judged.suppress(index, suppressed.id(), suppressed.reason());
            return 0;
        }
        if (verdict instanceof Verdict.Unsound unsound) {
            judged.reject(index, unsound, request);
            return unsound.original().length();
        }
        Verdict.Sound sound = (Verdict.Sound) verdict;
        if (given == null && sound.given() != null) {
            given = sound.given().visitor();
        }
        RecentIds.Id id = new RecentIds.Id(origin.source().id(), sound.id(), sound.said());
        // The second of two equal events falls with the first: both hang on the same append.
        if (recent.contains(id) || !inBatch.add(id)) {
            judged.duplicate(index, sound.id());
            return 0;
        }
        JournalEntry entry = request.event(sound);
        judged.accept(id, entry, sound.treatment());
        return entry.size();
    }
}
