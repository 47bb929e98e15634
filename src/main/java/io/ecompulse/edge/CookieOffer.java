package io.ecompulse.edge;

import io.ecompulse.config.Source;
import io.ecompulse.config.VisitorCookie;
import io.ecompulse.edge.protocol.Identities;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one request says of the visitor cookie of its source, and how its answer sets it. A cookie belongs to one source: what
 * another one gave on the same host is not looked at.
 *
 * @param visitor the one that the request carries; null for none, or for what we did not write
 * @param secure whether the browser spoke TLS, to us or to a proxy that is trusted
 */
record CookieOffer(
        String source, VisitorCookie policy, @Nullable String visitor, boolean secure) {
    /**
     * Null where the source sets none, or the sender asks for no network id: {@code SP-Anonymous} means this cookie above all,
     * whatever else the source's policy lets it ask for (I10).
     */
    static @Nullable CookieOffer of(Source source, Sender sender, RequestHead head, TrustedProxies proxies) {
        VisitorCookie policy = source.visitorCookie();
        if (policy == null || sender.signals().anonymous()) {
            return null;
        }
        boolean secure = head.isSecure() || proxies.isHttps(head.peer(), head::lines);
        return new CookieOffer(source.id(), policy, carried(head, name(source.id())), secure);
    }

    /** A visitor for each event of the request that names none. */
    Identities visitors(Identities ids) {
        return new GivenVisitors(source, visitor, ids);
    }

    /** The value of the header by which a browser keeps a visitor, from now on for the whole age again. */
    String set(String given) {
        return name(source) + '=' + given
                + "; Max-Age=" + Duration.ofDays(policy.maxAgeDays()).toSeconds()
                + "; Path=/"
                + (policy.domain() == null ? "" : "; Domain=" + policy.domain())
                + (secure ? "; Secure" : "")
                + "; HttpOnly; SameSite=Lax";
    }

    /** The first cookie of that name that we may have written: a browser may hold several, for several domains. */
    private static @Nullable String carried(RequestHead head, String name) {
        for (String line : head.lines("Cookie")) {
            for (int from = 0; from < line.length(); ) {
                int semicolon = line.indexOf(';', from);
                int to = semicolon < 0 ? line.length() : semicolon;
                String pair = line.substring(from, to).strip();
                String value = pair.startsWith(name + '=') ? pair.substring(name.length() + 1) : "";
                if (VisitorId.isOne(value)) {
                    return value;
                }
                from = to + 1;
            }
        }
        return null;
    }

    String name() {
        return name(source);
    }

    private static String name(String source) {
        return "ecompulse_" + source;
    }
}
