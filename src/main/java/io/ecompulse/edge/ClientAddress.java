package io.ecompulse.edge;

import io.ecompulse.config.IpPolicy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A client's address as its source's policy lets it be kept (I10). */
final class ClientAddress {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
    /** What cannot be mistaken for a name: a name would be looked up, and that blocks. */
    private static final Pattern LITERAL =
            Pattern.compile("(" + OCTET + "\\.){3}" + OCTET + "|(?=.{2,45}$)[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private static final int IPV4_KEPT_BYTES = 3;
    private static final int IPV6_KEPT_BYTES = 6;

    private ClientAddress() {}

    /** The address to write down, or null for none: dropped by policy, unknown, or no address at all. */
    static @Nullable String kept(@Nullable String address, IpPolicy policy) {
        if (address == null || policy == IpPolicy.DROP) {
            return null;
        }
        int zone = address.indexOf('%');
        String literal = zone < 0 ? address : address.substring(0, zone);
        if (!LITERAL.matcher(literal).matches()) {
            return null;
        }
        try {
            byte[] bytes = InetAddress.getByName(literal).getAddress();
            if (policy == IpPolicy.TRUNCATE) {
                Arrays.fill(bytes, bytes.length == 4 ? IPV4_KEPT_BYTES : IPV6_KEPT_BYTES, bytes.length, (byte) 0);
            }
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException notAnAddress) {
            return null;
        }
    }
}
