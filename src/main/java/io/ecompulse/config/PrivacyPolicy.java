package io.ecompulse.config;

import java.util.Set;

/**
 * What a source does about what its visitors ask for. Of several signals each takes its part; a dropped event is dropped.
 *
 * @param gpc for {@code Sec-GPC: 1}
 * @param dnt for {@code DNT: 1}
 * @param anonymous for {@code SP-Anonymous}, with whatever value
 */
public record PrivacyPolicy(Treatment gpc, Treatment dnt, Treatment anonymous, Consent consent) {
    /** Of a source that says nothing. */
    public static final PrivacyPolicy DEFAULT =
            new PrivacyPolicy(Treatment.ALLOW, Treatment.ALLOW, Treatment.STRIP_IP, Consent.NOT_ASKED);

    /**
     * What an event's {@code context.consent.categoryPreferences} must allow.
     *
     * @param categories each of them must be true there; empty where consent is not looked at
     * @param denied for an event with one that is not
     * @param missing for an event that tells of no consent at all
     */
    public record Consent(Set<String> categories, Treatment denied, Treatment missing) {
        public static final Consent NOT_ASKED = new Consent(Set.of(), Treatment.ALLOW, Treatment.ALLOW);

        public boolean isAsked() {
            return !categories.isEmpty();
        }
    }
}
