package io.ecompulse.edge;

import io.ecompulse.edge.address.AddressLiteral;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The proxies in front of us whose word on a client's address is taken.
 *
 * <pre>
 *  client ──> proxy A ──> proxy B ──> us        peer: B; header: "whatever the client wrote, client, A"
 *             walked:  B trusted, A trusted, client not trusted: that is the client. What stands left of it is hearsay.
 * </pre>
 *
 * The walk is as long as the header at most, which {@code edge.http.header.bytes.max} bounds.
 *
 * @param header the one they write; the other may hold what the client wrote, so it is never looked at
 */
record TrustedProxies(List<AddressBlock> blocks, ForwardedHeader header) {
    /** Nobody is believed but the connection. */
    static final TrustedProxies NONE = new TrustedProxies(List.of(), ForwardedHeader.X_FORWARDED_FOR);

    /**
     * The client's address: the nearest hop that is not ours, or the farthest when all are. Null when a trusted proxy
     * names something that is no address: the client is then unknown, and our proxy is not it.
     *
     * @param peer of the connection
     * @param lines a header's lines by its name, in their order
     */
    @Nullable
    String client(@Nullable String peer, Function<String, List<String>> lines) {
        if (peer == null || !trusts(peer)) {
            return peer;
        }
        String client = peer;
        List<String> hops = header.hops(lines.apply(header.headerName()));
        for (int i = hops.size() - 1; i >= 0 && client != null && trusts(client); i--) {
            client = address(hops.get(i));
        }
        return client;
    }

    private boolean trusts(String address) {
        byte[] bytes = blocks.isEmpty() ? null : AddressLiteral.bytes(address);
        return bytes != null && blocks.stream().anyMatch(block -> block.contains(bytes));
    }

    /** A hop without its port and brackets, or null when it is no address: {@code unknown}, {@code _hidden}, garbage. */
    private static @Nullable String address(String hop) {
        String address = hop;
        int colon = hop.indexOf(':');
        if (hop.startsWith("[")) {
            int close = hop.indexOf(']');
            boolean whole = close > 0 && isPort(hop.substring(close + 1));
            address = whole ? hop.substring(1, close) : "";
        } else if (colon >= 0 && colon == hop.lastIndexOf(':')) {
            address = isPort(hop.substring(colon)) ? hop.substring(0, colon) : "";
        }
        return AddressLiteral.bytes(address) == null ? null : address;
    }

    /** Proxies may write a name of their own making for a port. */
    private static boolean isPort(String text) {
        return text.isEmpty() || text.matches(":[A-Za-z0-9._-]{1,64}");
    }
}
