package io.ecompulse.aggregate;

import java.util.List;
import java.util.Map;

/**
 * What one script call adds: everything that the records of one partition from {@code start} to {@code end} change.
 *
 * @param first the store held nothing of this partition when its reading began, and this is the first delta since
 * @param rebuiltAt with {@code first}: numbers are complete again once positions reach this; 0 when nothing was lost
 * @param since records before this arrival, epoch milliseconds, are gone from the journal and were never counted; 0 when
 *     none are known to be
 */
record Delta(int partition, long start, long end, boolean first, long rebuiltAt, long since, Content content) {
    /**
     * What records add.
     *
     * @param cells by their numbers
     * @param orders in the order of their offsets: of two with one id the first counts, however batches are cut
     * @param visits in the order in which they began
     * @param recent per source, the last events as JSON, the newest last
     */
    record Content(
            List<Cell> cells, List<Order> orders, List<Visit> visits, Map<String, List<String>> recent, Tally tally) {
        static final Content NONE = new Content(List.of(), List.of(), List.of(), Map.of(), new Tally(0, 0, 0, 0, 0, 0));
    }

    /**
     * An order that counts unless its id was seen.
     *
     * @param cell the number of the cell it belongs to
     * @param id a digest of source and order id, always 16 bytes
     * @param day of arrival, days since 1970
     */
    record Order(int cell, byte[] id, long day, Purchase purchase) {}

    /**
     * How the records ended, for the meters.
     *
     * @param conflicts those of the counted ones whose id was taken by another event
     */
    record Tally(long counted, long duplicates, long conflicts, long unreadable, long late, long corrected) {}
}
