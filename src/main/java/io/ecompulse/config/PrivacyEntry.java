package io.ecompulse.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The {@code privacy} of one source in the sources file. Notes what is wrong with it, and answers the strictest in its place. */
final class PrivacyEntry {
    private static final Set<String> NAMES = Set.of("gpc", "dnt", "anonymous", "consent");
    private static final Set<String> CONSENT_NAMES = Set.of("categories", "denied", "missing");

    private final String where;
    private final List<String> problems;

    PrivacyEntry(String where, List<String> problems) {
        this.where = where + ": privacy";
        this.problems = problems;
    }

    PrivacyPolicy policy(JsonNode given) {
        PrivacyPolicy usual = PrivacyPolicy.DEFAULT;
        if (given.isMissingNode()) {
            return usual;
        }
        if (!given.isObject()) {
            problems.add(where + ": expected {gpc: strip_ids, dnt: allow}");
            return usual;
        }
        SourceEntry.refuseUnknown(where, given, NAMES, problems);
        return new PrivacyPolicy(
                treatment("gpc", given.path("gpc"), usual.gpc()),
                treatment("dnt", given.path("dnt"), usual.dnt()),
                treatment("anonymous", given.path("anonymous"), usual.anonymous()),
                consent(given.path("consent")));
    }

    private PrivacyPolicy.Consent consent(JsonNode given) {
        if (given.isMissingNode()) {
            return PrivacyPolicy.Consent.NOT_ASKED;
        }
        if (!given.isObject()) {
            problems.add(where + ": consent: expected {categories: [Analytics], denied: drop, missing: strip_ids}");
            return PrivacyPolicy.Consent.NOT_ASKED;
        }
        SourceEntry.refuseUnknown(where + ": consent", given, CONSENT_NAMES, problems);
        Set<String> categories = new LinkedHashSet<>();
        for (JsonNode category : given.path("categories")) {
            categories.add(category.isTextual() ? category.asText() : "");
        }
        if (categories.isEmpty() || categories.contains("")) {
            problems.add(where + ": consent: categories: expected a list of one or more names");
        }
        // Who asks for consent and does not say what to do without it wants no event without it.
        return new PrivacyPolicy.Consent(
                categories,
                treatment("consent: denied", given.path("denied"), Treatment.DROP),
                treatment("consent: missing", given.path("missing"), Treatment.DROP));
    }

    private Treatment treatment(String name, JsonNode value, Treatment fallback) {
        if (value.isMissingNode()) {
            return fallback;
        }
        return Arrays.stream(Treatment.values())
                .filter(treatment -> value.isTextual() && treatment.tag().equals(value.asText()))
                .findFirst()
                .orElseGet(() -> {
                    problems.add(
                            where + ": " + name + ": expected allow, strip_ids, strip_ip, strip_ids_and_ip or drop");
                    return Treatment.DROP;
                });
    }
}
