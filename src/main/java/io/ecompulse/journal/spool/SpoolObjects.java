package io.ecompulse.journal.spool;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A store of whole objects by name, with strong reads after writes. Names are relative and parted by {@code /}. Blocking,
 * and safe for several threads. An {@link IOException} leaves the outcome unknown.
 */
public interface SpoolObjects {
    /** Stores or replaces. */
    void put(String name, byte[] content) throws IOException;

    /**
     * Names that start with {@code prefix}, in the order of their bytes.
     *
     * @param after only names behind this one; empty for all
     * @param max at most about so many; fewer than one page may be answered only at the end
     */
    List<String> list(String prefix, String after, int max) throws IOException;

    /** Empty when there is none. */
    Optional<byte[]> get(String name) throws IOException;

    /** Deletes; an absent name is no fault. */
    void delete(String name) throws IOException;
}
