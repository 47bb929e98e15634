package io.ecompulse.edge.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a query string or of a form: {@code a=b&c=d}, in their order. Of two equal names the last wins. Bytes that are
 * no UTF-8 become U+FFFD; an escape that is none stays as it stands.
 */
final class QueryText {
    /** More than a request line holds; what stands behind them in a body is not looked at. */
    static final int FIELDS_MAX = 4_000;

    private QueryText() {}

    /** One field of a body that may hold any number of them; null where it is missing. The first of several counts. */
    static @Nullable String field(byte[] query, String name) {
        for (int from = 0; from < query.length; ) {
            int end = indexOf(query, '&', from, query.length);
            int equals = indexOf(query, '=', from, end);
            if (equals - from <= name.length() * 3
                    && unescaped(query, from, equals).equals(name)) {
                return unescaped(query, Math.min(equals + 1, end), end);
            }
            from = end + 1;
        }
        return null;
    }

    static Map<String, String> fields(byte[] query) {
        Map<String, String> fields = new LinkedHashMap<>();
        int from = 0;
        while (from < query.length && fields.size() < FIELDS_MAX) {
            int end = indexOf(query, '&', from, query.length);
            int equals = indexOf(query, '=', from, end);
            if (equals > from) {
                fields.put(unescaped(query, from, equals), unescaped(query, Math.min(equals + 1, end), end));
            }
            from = end + 1;
        }
        return fields;
    }

    static Map<String, String> fields(String query) {
        return fields(query.getBytes(StandardCharsets.UTF_8));
    }

    private static int indexOf(byte[] text, char wanted, int from, int to) {
        int i = from;
        while (i < to && text[i] != wanted) {
            i++;
        }
        return i;
    }

    private static String unescaped(byte[] text, int from, int to) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            int high = text[i] == '%' && i + 2 < to ? Character.digit(text[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text[i + 2], 16);
            if (low >= 0) {
                plain.write(high << 4 | low);
                i += 2;
            } else {
                plain.write(text[i] == '+' ? ' ' : text[i]);
            }
        }
        return plain.toString(StandardCharsets.UTF_8);
    }
}
