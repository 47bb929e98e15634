package io.ecompulse.aggregate;

import java.util.List;
import java.util.Map;

/**
 * What one script call adds: everything that the records of one partition from {@code start} to {@code end} change.
 *
 * @param first the store held nothing of this partition when its reading began, and this is the first delta since
 * @param rebuiltAt with {@code first}: numbers are complete again once positions reach this; 0 when nothing was lost
 * @param recent per source, the last events as JSON, the newest last
 */
record Delta(
        int partition,
        long start,
        long end,
        boolean first,
        long rebuiltAt,
        List<Cell> cells,
        Map<String, List<String>> recent,
        Tally tally) {
    /** How the records ended, for the meters. */
    record Tally(long counted, long duplicates, long unreadable, long late) {}
}
