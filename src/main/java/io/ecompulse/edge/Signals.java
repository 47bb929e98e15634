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
 * @param ip what may be kept of the address at most: {@code X-IP-Policy}, which can only ask for less
 */
record Signals(boolean gpc, boolean dnt, boolean anonymous, IpPolicy ip) {
    static final Signals NONE = new Signals(false, false, false, IpPolicy.KEEP);

    /** @param header the first header of a name, or null */
    static Signals of(Function<String, @Nullable String> header) {
        return new Signals(
                isOne(header.apply("Sec-GPC")),
                isOne(header.apply("DNT")),
                header.apply("SP-Anonymous") != null,
                ip(header.apply("X-IP-Policy")));
    }

    private static boolean isOne(@Nullable String value) {
        return value != null && value.strip().equals("1");
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
                .and(anonymous ? policy.anonymous() : Treatment.ALLOW);
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
