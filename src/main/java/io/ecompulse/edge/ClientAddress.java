package io.ecompulse.edge;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.edge.address.AddressLiteral;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A client's address as its source's policy lets it be kept (I10). */
final class ClientAddress {
    private static final int IPV4_KEPT_BYTES = 3;
    private static final int IPV6_KEPT_BYTES = 6;

    private ClientAddress() {}

    /** The address to write down, or null for none: dropped by policy, unknown, or no address at all. */
    static @Nullable String kept(@Nullable String address, IpPolicy policy) {
        byte[] bytes = address == null || policy == IpPolicy.DROP ? null : AddressLiteral.bytes(address);
        if (bytes == null) {
            return null;
        }
        if (policy == IpPolicy.TRUNCATE) {
            Arrays.fill(bytes, bytes.length == 4 ? IPV4_KEPT_BYTES : IPV6_KEPT_BYTES, bytes.length, (byte) 0);
        }
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
        }
    }
}
