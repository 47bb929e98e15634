package io.ecompulse.app.replay;

import io.ecompulse.warehouse.CommittedRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a condition selects from the lake, for whoever decides whether it is sent. Shows no payload unless asked. */
public final class LakeSurvey {
    static final int SAMPLE_MAX = 10;
    /** Names that are told apart; clients may invent more than a memory holds. */
    static final int NAMES_MAX = 1_000;
    /** Lines of one list. */
    static final int LINES_MAX = 48;

    private static final int SHOWN_BYTES_MAX = 2_000;
    private static final String OTHERS = "(other names)";

    private final String lake;
    private final Map<String, Long> byName = new TreeMap<>();
    private final Map<Instant, Long> byHour = new TreeMap<>();
    private final Map<String, Long> unsendable = new TreeMap<>();
    private final SortedSet<String> sources = new TreeSet<>();
    private final List<String> sample = new ArrayList<>();
    private final List<String> payloads = new ArrayList<>();
    private long selected;
    private int files;

    /** @param lake where it stands */
    LakeSurvey(String lake) {
        this.lake = lake;
    }

    void addFile() {
        files++;
    }

    void add(CommittedRow row, @Nullable MergePatch patch) throws IOException {
        LakeEvent event = LakeEvent.of(row, patch);
        selected++;
        String name = String.valueOf(row.text("event_name"));
        byName.merge(byName.containsKey(name) || byName.size() < NAMES_MAX ? name : OTHERS, 1L, Long::sum);
        byHour.merge(row.receivedTime().truncatedTo(ChronoUnit.HOURS), 1L, Long::sum);
        sources.add(event.source());
        String problem = event.problem();
        if (problem != null) {
            unsendable.merge(problem, 1L, Long::sum);
        }
        if (sample.size() < SAMPLE_MAX) {
            byte[] json = event.json();
            sample.add("source " + event.source() + "  id " + row.text("event_id") + "  " + name + "  happened "
                    + row.eventTime() + "  " + (json == null ? problem : json.length + " bytes"));
            payloads.add(
                    json == null
                            ? ""
                            : new String(json, 0, Math.min(json.length, SHOWN_BYTES_MAX), StandardCharsets.UTF_8));
        }
    }

    public long selected() {
        return selected;
    }

    public SortedSet<String> sources() {
        return sources;
    }

    public void print(PrintWriter out, boolean withPayload) {
        out.println(selected + " events selected in " + files + " committed files of the lake at " + lake);
        list(
                out,
                byName.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                        .map(count -> count.getValue() + "  " + count.getKey())
                        .toList());
        list(
                out,
                byHour.entrySet().stream()
                        .map(count -> count.getValue() + "  received in the hour of " + count.getKey())
                        .toList());
        unsendable.forEach((why, count) -> out.println("  " + count + "  cannot be sent: " + why));
        for (int i = 0; i < sample.size(); i++) {
            out.println(sample.get(i));
            if (withPayload) {
                out.println("    " + payloads.get(i));
            }
        }
        if (selected > sample.size()) {
            out.println("… and " + (selected - sample.size()) + " more");
        }
        out.flush();
    }

    private static void list(PrintWriter out, List<String> lines) {
        lines.stream().limit(LINES_MAX).forEach(line -> out.println("  " + line));
        if (lines.size() > LINES_MAX) {
            out.println("  … and " + (lines.size() - LINES_MAX) + " lines more");
        }
    }
}
