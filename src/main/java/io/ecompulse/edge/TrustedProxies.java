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
        List<String> hops = header.hops(lines.apply(header.headerName()));
        int client = client(peer, hops);
        return client == hops.size() ? peer : address(hops.get(client));
    }

    /**
     * Whether the client spoke TLS to the proxy that it reached first, as that proxy tells. Where fewer protocols than hops are
     * told, the farthest one counts. Nobody is believed whose word on addresses is not taken.
     */
    boolean isHttps(@Nullable String peer, Function<String, List<String>> lines) {
        if (peer == null || !trusts(peer)) {
            return false;
        }
        List<String> hops = header.hops(lines.apply(header.headerName()));
        List<String> protocols = header.protocols(lines);
        int behind = hops.size() - 1 - client(peer, hops);
        int told = protocols.size() - 1 - Math.max(0, behind);
        return !protocols.isEmpty() && protocols.get(Math.max(0, told)).equalsIgnoreCase("https");
    }

    /** The place of the client's hop; as many as there are hops where that is the peer itself. */
    private int client(String peer, List<String> hops) {
        String client = peer;
        int at = hops.size();
        while (at > 0 && client != null && trusts(client)) {
            at--;
            client = address(hops.get(at));
        }
        return at;
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
