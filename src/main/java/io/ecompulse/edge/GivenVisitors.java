package io.ecompulse.edge;

import io.ecompulse.edge.protocol.Identities;
import org.jspecify.annotations.Nullable;

/**
 * Visitors for the events of one request that name none, where their source sets the visitor cookie.
 *
 * <p>Without a cookie each such event's visitor comes from its own messageId, not from the request: libraries cut their batches
 * anew when they send again, and an event that got another visitor in other company would have another key, stand in another
 * partition, and never meet its first copy (I7). The answer sets the first event's visitor as the cookie, so a lone event that is
 * sent again finds its first copy with the cookie and without it. What is left: an event behind the first of its request, or one
 * that was under way beside another first request, that was stored, whose answer was lost, and that is sent again with the cookie
 * that came meanwhile. Only the edge that took it, while it remembers, knows it then.
 *
 * <p>Events without a messageId are given one, so no copy can be told from another; they share the request's visitor.
 */
final class GivenVisitors implements Identities {
    private final String source;
    private final @Nullable String carried;
    private final Identities ids;
    private @Nullable String first;

    GivenVisitors(String source, @Nullable String carried, Identities ids) {
        this.source = source;
        this.carried = carried;
        this.ids = ids;
    }

    @Override
    public String newId() {
        return ids.newId();
    }

    @Override
    public boolean givesVisitors() {
        return true;
    }

    @Override
    public String visitor(@Nullable String messageId) {
        if (carried != null) {
            return carried;
        }
        String found = first;
        if (messageId == null && found != null) {
            return found;
        }
        String visitor = VisitorId.of(source, messageId == null ? newId() : messageId);
        first = found == null ? visitor : found;
        return visitor;
    }
}
