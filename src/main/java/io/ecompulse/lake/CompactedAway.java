package io.ecompulse.lake;

import java.io.IOException;
import java.io.Serial;

/** A link inside a compacted run whose own files are gone: its rows stand in the run's files only. */
public final class CompactedAway extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    CompactedAway(String topic, int partition, long position, long from, long to) {
        super("The link of %s-%d at %d lies inside the run [%d,%d), which was compacted, and its own files are gone: "
                        .formatted(topic, partition, position, from, to)
                + "only from " + from + " on can it be read (docs/lake.md says what to do)");
    }
}
