package io.ecompulse.edge;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.PrivacyPolicy;
import io.ecompulse.config.Treatment;
import io.ecompulse.event.SuppressReason;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor's browser, or the page for it, asks for in the head of a request.
 *
 * @param gpc {@code Sec-GPC: 1}
 * @param dnt {@code DNT: 1}
 * @param anonymous {@code SP-Anonymous}, with whatever value
 * @param asked what the sender has the edge take in any case: {@code X-Privacy}, which can only ask for more to go
 * @param ip what may be kept of the address at most: {@code X-IP-Policy}, which can only ask for less
 */
record Signals(boolean gpc, boolean dnt, boolean anonymous, Treatment asked, IpPolicy ip) {
    static final Signals NONE = new Signals(false, false, false, Treatment.ALLOW, IpPolicy.KEEP);

    /** @param header the first header of a name, or null */
    static Signals of(Function<String, @Nullable String> header) {
        return new Signals(
                isOne(header.apply("Sec-GPC")),
                isOne(header.apply("DNT")),
                header.apply("SP-Anonymous") != null,
                asked(header.apply("X-Privacy")),
                ip(header.apply("X-IP-Policy")));
    }

    private static boolean isOne(@Nullable String value) {
        return value != null && value.strip().equals("1");
    }

    /** Who wants an event dropped need not send it; that, and what we do not know, takes all that can be taken. */
    private static Treatment asked(@Nullable String asked) {
        return switch (asked == null ? "allow" : asked.strip().toLowerCase(Locale.ROOT)) {
            case "", "allow" -> Treatment.ALLOW;
            case "strip_ids" -> Treatment.STRIP_IDS;
            case "strip_ip" -> Treatment.STRIP_IP;
            default -> Treatment.STRIP_IDS_AND_IP;
        };
    }

    /** Who asks for something that we do not know asks for something else than to be kept. */
    private static IpPolicy ip(@Nullable String asked) {
        return switch (asked == null ? "keep" : asked.strip().toLowerCase(Locale.ROOT)) {
            case "", "keep" -> IpPolicy.KEEP;
            case "truncate", "striplastoctet" -> IpPolicy.TRUNCATE;
            default -> IpPolicy.DROP;
        };
    }

    /** What they take from every event of the request. */
    Treatment treatment(PrivacyPolicy policy) {
        return (gpc ? policy.gpc() : Treatment.ALLOW)
                .and(dnt ? policy.dnt() : Treatment.ALLOW)
                .and(anonymous ? policy.anonymous() : Treatment.ALLOW)
                .and(asked);
    }

    /** Why every event of the request is dropped, or null. */
    @Nullable
    SuppressReason dropped(PrivacyPolicy policy) {
        if (gpc && policy.gpc() == Treatment.DROP) {
            return SuppressReason.GLOBAL_PRIVACY_CONTROL;
        }
        if (dnt && policy.dnt() == Treatment.DROP) {
            return SuppressReason.DO_NOT_TRACK;
        }
        return anonymous && policy.anonymous() == Treatment.DROP ? SuppressReason.ANONYMOUS_ASKED : null;
    }
}
