package io.ecompulse.aggregate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parts of a page's address as its browser wrote it; queries and fragments, which may hold personal data, are left out. */
final class WebAddress {
    private static final String SCHEME_END = "://";

    private WebAddress() {}

    /** A path without query and fragment. */
    static String path(String path) {
        int end = path.length();
        for (int i = 0; i < end; i++) {
            if (path.charAt(i) == '?' || path.charAt(i) == '#') {
                end = i;
            }
        }
        return end == 0 ? "/" : path.substring(0, end);
    }

    /** The path of an address, {@code /} when it has none; null for what is no address. */
    static @Nullable String pathOf(@Nullable String url) {
        int start = afterScheme(url);
        if (url == null || start < 0) {
            return null;
        }
        return path(url.substring(endOfAuthority(url, start)));
    }

    /** The host of an address in small letters, without user, port and a leading {@code www.}; null when there is none. */
    static @Nullable String host(@Nullable String url) {
        int start = afterScheme(url);
        if (url == null || start < 0) {
            return null;
        }
        String authority = url.substring(start, endOfAuthority(url, start));
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        int port = host.indexOf(':', host.indexOf(']') + 1);
        String name = (port < 0 ? host : host.substring(0, port)).toLowerCase(Locale.ROOT);
        String bare = name.startsWith("www.") ? name.substring(4) : name;
        return bare.isEmpty() ? null : bare;
    }

    private static int afterScheme(@Nullable String url) {
        int scheme = url == null ? -1 : url.indexOf(SCHEME_END);
        return scheme <= 0 ? -1 : scheme + SCHEME_END.length();
    }

    private static int endOfAuthority(String url, int start) {
        for (int i = start; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return i;
            }
        }
        return url.length();
    }
}
