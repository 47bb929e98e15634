package io.ecompulse.journal.spool;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a spool holds; a snapshot for meters and health.
 *
 * @param bytesUsed of the store's files or objects, reserved space and records set aside included
 * @param bytesMax the bound of {@code bytesUsed}
 * @param records not drained; on disk exact unless records were corrupt, which it then includes; of objects only those
 *     whose content this process wrote or read
 * @param oldestAppendedAtMillis of the oldest record that is not drained
 * @param corruptRecords that were appended and cannot be read, since the spool was opened
 * @param corruptBytes that hold no intact record although they should, since the spool was opened
 * @param tornBytes cut from the end of the last segment when the spool was opened: an append that never completed
 * @param setAside records that wait for an operator
 * @param problem why appends fail, in a sentence; null while they work
 */
public record SpoolStatus(
        long bytesUsed,
        long bytesMax,
        long records,
        OptionalLong oldestAppendedAtMillis,
        long corruptRecords,
        long corruptBytes,
        long tornBytes,
        long setAside,
        @Nullable String problem) {
    SpoolStatus with(@Nullable String sentence) {
        return new SpoolStatus(
                bytesUsed,
                bytesMax,
                records,
                oldestAppendedAtMillis,
                corruptRecords,
                corruptBytes,
                tornBytes,
                setAside,
                sentence);
    }
}
