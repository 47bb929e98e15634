package io.ecompulse.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One shop, site or app that may send.
 *
 * @param id lower-case letters, digits, '-' and '_'; stands in keys, tables and file names
 * @param writeKeys any of them lets a client send; public by nature
 * @param readTokens any of them lets a person or program read this source's numbers
 * @param spool whether an event counts as accepted when it stands in the spool and not yet in Kafka
 * @param origins the pages that may send, as browsers write them; {@link #ANY_ORIGIN} for all
 * @param rate null for what the process allows a source that says nothing
 * @param privacy what its visitors' signals take from an event
 * @param visitorCookie null where it sets none
 */
public record Source(
        String id,
        String name,
        boolean enabled,
        List<String> writeKeys,
        List<String> readTokens,
        IpPolicy ip,
        boolean spool,
        Set<String> origins,
        @Nullable Rate rate,
        PrivacyPolicy privacy,
        @Nullable VisitorCookie visitorCookie) {
    public static final String ANY_ORIGIN = "*";

    /** A source that any page may send for, as fast as the process allows. */
    public Source(
            String id,
            String name,
            boolean enabled,
            List<String> writeKeys,
            List<String> readTokens,
            IpPolicy ip,
            boolean spool) {
        this(id, name, enabled, writeKeys, readTokens, ip, spool, Set.of(ANY_ORIGIN), null, PrivacyPolicy.DEFAULT);
    }

    /** A source that sets no cookie. */
    public Source(
            String id,
            String name,
            boolean enabled,
            List<String> writeKeys,
            List<String> readTokens,
            IpPolicy ip,
            boolean spool,
            Set<String> origins,
            @Nullable Rate rate,
            PrivacyPolicy privacy) {
        this(id, name, enabled, writeKeys, readTokens, ip, spool, origins, rate, privacy, null);
    }

    /**
     * Whether a page of this origin may send. Servers and apps name none, and may.
     *
     * @param origin the Origin header
     */
    public boolean allows(@Nullable String origin) {
        return origin == null || origins.contains(ANY_ORIGIN) || origins.contains(origin);
    }
}
