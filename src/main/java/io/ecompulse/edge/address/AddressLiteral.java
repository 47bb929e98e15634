package io.ecompulse.edge.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An address as text: IPv4 or IPv6, never a name. */
public final class AddressLiteral {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
    /** What cannot be mistaken for a name: a name would be looked up, and that blocks. */
    private static final Pattern LITERAL =
            Pattern.compile("(" + OCTET + "\\.){3}" + OCTET + "|(?=.{2,45}$)(?!\\.)[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private AddressLiteral() {}

    /** Its 4 or 16 bytes, or null when it is no address. An IPv4 address in IPv6 clothes has 4; a zone is left out. */
    public static byte @Nullable [] bytes(String text) {
        int zone = text.indexOf('%');
        String literal = zone < 0 ? text : text.substring(0, zone);
        if (!LITERAL.matcher(literal).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException notAnAddress) {
            return null;
        }
    }
}
