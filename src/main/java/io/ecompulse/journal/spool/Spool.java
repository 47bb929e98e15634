package io.ecompulse.journal.spool;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A durable queue of byte arrays. Any thread may append and ask for the status; one thread at a time drains, that is calls
 * {@link #next}, {@link #drained}, {@link #rewind} and {@link #setAside}, which block.
 *
 * <p>Delivery is at least once: what was drained shortly before a crash may come again, and of an append that failed some
 * records may come all the same. Readers drop what they have seen before.
 */
public interface Spool extends AutoCloseable {
    /**
     * Appends a group in order. Never blocks: the group is taken into a queue of bounded bytes, or refused. The array must
     * not be changed afterwards.
     *
     * @return completes on a thread of the spool once all of the group is durable, or with {@link SpoolUnavailable}; a
     *     record longer than the store can hold fails it with {@link IllegalArgumentException}
     */
    CompletionStage<Void> append(List<byte[]> records);

    /**
     * The oldest records that are not drained, in order; asking again reads on behind the last chunk, so that several
     * chunks may be under way.
     *
     * @param maxBytes about how many bytes of payload a chunk holds; one record is handed out however long it is
     * @return empty when nothing is left to read
     */
    Optional<SpoolChunk> next(int maxBytes) throws IOException;

    /** The chunk, and every chunk handed out before it, is durable elsewhere: it need not be kept. */
    void drained(SpoolChunk chunk) throws IOException;

    /** The next chunk starts at the oldest record that is not drained. */
    void rewind();

    /**
     * Keeps a record that nobody can take in a file or object of its own, for an operator, so that the drain goes on. The
     * record is durable there on return; its chunk must still be {@link #drained}.
     */
    void setAside(byte[] record, String reason) throws IOException;

    SpoolStatus status();

    /** Writes out the appends that wait, within a bound, and lets go of the store. Blocks; closing twice is harmless. */
    @Override
    void close();
}
