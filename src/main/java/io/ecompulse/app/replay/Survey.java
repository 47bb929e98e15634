package io.ecompulse.app.replay;

import io.ecompulse.journal.FailedHeader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a selection holds, for whoever decides whether it is sent. Shows no payload unless asked. */
public final class Survey {
    static final int SAMPLE_MAX = 10;
    private static final int SHOWN_BYTES_MAX = 2_000;

    private final Map<String, Long> byReason = new TreeMap<>();
    private final SortedSet<String> sources = new TreeSet<>();
    private final List<FailedEvent> sample = new ArrayList<>();
    private long selected;
    private long replayed;

    void add(FailedEvent event) {
        selected++;
        byReason.merge(
                event.header(FailedHeader.REASON, "?") + " (" + event.header(FailedHeader.STAGE, "?") + ")",
                1L,
                Long::sum);
        sources.add(event.header(FailedHeader.SOURCE, "?"));
        if (sample.size() < SAMPLE_MAX) {
            sample.add(event);
        }
    }

    void addReplayed() {
        replayed++;
    }

    public long selected() {
        return selected;
    }

    public SortedSet<String> sources() {
        return sources;
    }

    public void print(PrintWriter out, boolean withPayload) {
        out.println(selected + " failed events selected, " + replayed + " more were sent again before");
        byReason.forEach((reason, count) -> out.println("  " + count + "  " + reason));
        for (FailedEvent event : sample) {
            out.println(event.place() + "  source " + event.header(FailedHeader.SOURCE, "?") + "  id "
                    + (event.id() == null ? "none" : event.id()) + "  "
                    + event.entry().value().length + " bytes  "
                    + event.header(FailedHeader.REASON, "?") + ": " + event.header(FailedHeader.DETAIL, ""));
            if (withPayload) {
                byte[] value = event.entry().value();
                out.println(
                        "    " + new String(value, 0, Math.min(value.length, SHOWN_BYTES_MAX), StandardCharsets.UTF_8));
            }
        }
        if (selected > sample.size()) {
            out.println("… and " + (selected - sample.size()) + " more");
        }
        out.flush();
    }
}
