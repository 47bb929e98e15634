package io.ecompulse.edge;

import io.ecompulse.edge.protocol.Head;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The head of a request that came, or of one that somebody tells of. */
interface RequestHead extends Head {
    /** Whom the connection comes from; null when that is not known. */
    @Nullable
    String peer();

    /** Whether the connection itself speaks TLS. */
    boolean isSecure();

    /** All headers with this name, in their order. */
    List<String> lines(String name);

    /**
     * A field of the query, its escapes resolved; null when there is none.
     *
     * @throws IllegalArgumentException when an escape is none
     */
    @Nullable
    String parameter(String name);
}
