package io.ecompulse.app.replay;

import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import io.ecompulse.warehouse.CommittedRow;
import io.ecompulse.warehouse.CommittedRows;
import io.ecompulse.warehouse.WarehouseConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run over the lake's committed files. What is sent is what the survey saw: files committed later are left to another
 * run. Keeps no books of its own; that a second run changes nothing is the work of the ids at the deployment that is fed.
 */
public final class LakeReplay implements AutoCloseable {
    private static final int BATCH_EVENTS_MAX = 100;
    private static final int BATCH_BYTES_MAX = 1024 * 1024;

    private final CommittedRows rows;
    private final String lake;
    private final String condition;
    private final @Nullable MergePatch patch;
    private final List<Marker.File> selected = new ArrayList<>();
    private final Map<Lot, Pending> pending = new HashMap<>();
    private final Outcome outcome = new Outcome();

    /** What events must share to be sent together. */
    private record Lot(String source, String privacy) {}

    /** Events of one lot that wait to be sent together. */
    private static final class Pending {
        private final List<byte[]> events = new ArrayList<>();
        private long bytes;
    }

    private LakeReplay(CommittedRows rows, String lake, String condition, @Nullable MergePatch patch) {
        this.rows = rows;
        this.lake = lake;
        this.condition = condition;
        this.patch = patch;
    }

    /**
     * @param scratch its folder is deleted by the caller, after the close
     * @param conditions SQL over the columns of {@code events}; several mean all of them
     * @throws IllegalArgumentException with one line for whoever typed a condition
     */
    public static LakeReplay open(
            LakeStore lake, WarehouseConfig.DuckDb scratch, List<String> conditions, @Nullable MergePatch patch)
            throws Exception {
        CommittedRows rows = CommittedRows.open(scratch, lake);
        try {
            List<String> all = new ArrayList<>();
            for (String condition : conditions) {
                String enclosed = "(" + condition + "\n)"; // The line's end ends a comment as well.
                rows.check(enclosed);
                all.add(enclosed);
            }
            return new LakeReplay(rows, lake.location(""), String.join(" AND ", all), patch);
        } catch (IllegalArgumentException wrong) {
            rows.close();
            throw wrong;
        }
    }

    /** Counts what is selected. Writes nothing. */
    public LakeSurvey survey() throws Exception {
        LakeSurvey survey = new LakeSurvey(lake);
        for (Marker.File file : rows.files()) {
            if (rows.read(file, condition, row -> survey.add(row, patch)) > 0) {
                selected.add(file);
                survey.addFile();
            }
        }
        return survey;
    }

    /**
     * Sends what the survey counted.
     *
     * @param keys the write key of a source; throws when it has none
     */
    public Outcome send(EdgeClient edge, Function<String, String> keys) throws Exception {
        for (Marker.File file : selected) {
            rows.read(file, condition, row -> offer(edge, keys, row));
        }
        for (Map.Entry<Lot, Pending> left : pending.entrySet()) {
            flush(edge, keys, left.getKey(), left.getValue());
        }
        return outcome;
    }

    private void offer(EdgeClient edge, Function<String, String> keys, CommittedRow row)
            throws IOException, InterruptedException {
        LakeEvent event = LakeEvent.of(row, patch);
        byte[] json = event.json();
        String problem = event.problem();
        if (json == null) {
            outcome.unsendable(problem == null ? "?" : problem);
            return;
        }
        Lot lot = new Lot(event.source(), event.privacy());
        Pending waiting = pending.computeIfAbsent(lot, first -> new Pending());
        if (waiting.events.size() == BATCH_EVENTS_MAX
                || (!waiting.events.isEmpty() && waiting.bytes + json.length > BATCH_BYTES_MAX)) {
            flush(edge, keys, lot, waiting);
        }
        waiting.events.add(json);
        waiting.bytes += json.length;
    }

    private void flush(EdgeClient edge, Function<String, String> keys, Lot lot, Pending waiting)
            throws IOException, InterruptedException {
        edge.send(keys.apply(lot.source()), lot.privacy(), waiting.events).forEach(outcome::answered);
        waiting.events.clear();
        waiting.bytes = 0;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
