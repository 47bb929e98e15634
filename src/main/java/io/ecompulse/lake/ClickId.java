package io.ecompulse.lake;

import io.ecompulse.event.Slice;
import io.ecompulse.event.Utf8;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters with which advertisers' networks mark a click in the address it leads to. */
enum ClickId {
    GCLID,
    GBRAID,
    WBRAID,
    DCLID,
    FBCLID,
    MSCLKID,
    TTCLID,
    TWCLID;

    private static final ClickId[] ALL = values();
    private final String tag = name().toLowerCase(Locale.ROOT);

    /** The parameter, and the column. */
    String tag() {
        return tag;
    }

    /**
     * Those in an address.
     *
     * @param address with its query, or the query alone
     */
    static Map<ClickId, byte[]> in(Slice address) {
        byte[] text = address.bytes();
        int end = address.to();
        int at = Slice.indexOf(text, address.from(), end, '?') + 1;
        Map<ClickId, byte[]> found = Map.of();
        while (at > 0 && at < end) {
            int next = Slice.indexOf(text, at, end, '&');
            int stop = next < 0 ? end : next;
            ClickId id = of(text, at, stop);
            if (id != null) {
                found = found.isEmpty() ? new EnumMap<>(ClickId.class) : found;
                found.put(id, decoded(text, at + id.tag.length() + 1, stop));
            }
            at = next + 1;
        }
        return found;
    }

    private static @Nullable ClickId of(byte[] text, int from, int to) {
        for (ClickId id : ALL) {
            int length = id.tag.length();
            if (to - from > length + 1 && text[from + length] == '=' && id.isAt(text, from)) {
                return id;
            }
        }
        return null;
    }

    private boolean isAt(byte[] text, int from) {
        for (int i = 0; i < tag.length(); i++) {
            if (text[from + i] != tag.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Percent signs resolved, up to a fragment; as it stands where that makes no sound UTF-8. */
    private static byte[] decoded(byte[] text, int from, int to) {
        int hash = Slice.indexOf(text, from, to, '#');
        byte[] raw = Arrays.copyOfRange(text, from, hash < 0 ? to : hash);
        byte[] decoded = new byte[raw.length];
        int length = 0;
        for (int i = 0; i < raw.length; i++) {
            int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
            if (low >= 0) {
                decoded[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                decoded[length++] = raw[i];
            }
        }
        return Utf8.isValid(decoded, 0, length) ? Arrays.copyOf(decoded, length) : raw;
    }
}
