package io.ecompulse.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code visitorCookie} of one source in the sources file. Notes what is wrong with it, and answers none in its place. */
final class VisitorCookieEntry {
    private static final Set<String> NAMES = Set.of("maxAgeDays", "domain");
    private static final int DOMAIN_LENGTH_MAX = 253;
    /** Two labels at least, and the last one no number: browsers keep no cookie for a top-level domain or for addresses. */
    private static final Pattern DOMAIN =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private final String where;
    private final List<String> problems;

    VisitorCookieEntry(String where, List<String> problems) {
        this.where = where + ": visitorCookie";
        this.problems = problems;
    }

    /** Null for a source that sets none. */
    @Nullable
    VisitorCookie cookie(JsonNode given) {
        if (given.isMissingNode()) {
            return null;
        }
        if (!given.isObject()) {
            problems.add(where + ": expected {maxAgeDays: 365}, and domain: shop.example where all its hosts share it");
            return null;
        }
        SourceEntry.refuseUnknown(where, given, NAMES, problems);
        return new VisitorCookie(maxAgeDays(given.path("maxAgeDays")), domain(given.path("domain")));
    }

    private int maxAgeDays(JsonNode value) {
        if (value.isMissingNode()) {
            return VisitorCookie.MAX_AGE_DAYS_USUAL;
        }
        if (!value.isInt() || value.asInt() < 1 || value.asInt() > VisitorCookie.MAX_AGE_DAYS_MAX) {
            problems.add(where + ": maxAgeDays: expected a whole number from 1 to " + VisitorCookie.MAX_AGE_DAYS_MAX);
            return 1;
        }
        return value.asInt();
    }

    private @Nullable String domain(JsonNode value) {
        if (value.isMissingNode()) {
            return null;
        }
        String domain = value.isTextual() ? value.asText() : "";
        if (domain.length() > DOMAIN_LENGTH_MAX || !DOMAIN.matcher(domain).matches()) {
            problems.add(where + ": domain: expected a host name in lower case, such as shop.example");
        }
        return domain;
    }
}
