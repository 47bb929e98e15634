package io.ecompulse.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One entry of the sources file. Notes what is wrong with it, and answers something harmless in its place. */
final class SourceEntry {
    private static final Set<String> NAMES = Set.of(
            "id",
            "name",
            "enabled",
            "writeKeys",
            "readTokens",
            "ip",
            "spool",
            "origins",
            "rate",
            "privacy",
            "visitorCookie");
    private static final Set<String> RATE_NAMES = Set.of("eventsPerSecond", "burst");
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    /** As browsers write it: in lower case, without the scheme's own port, without a path. */
    private static final Pattern ORIGIN = Pattern.compile(
            "null|(?!https://[^/]*:443$)(?!http://[^/]*:80$)[a-z][a-z0-9+.-]*://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");
    /** Visible ASCII but the colon: Basic authentication cuts there. */
    private static final Pattern SECRET = Pattern.compile("[!-9;-~]+");

    private final JsonNode node;
    private final boolean development;
    private final List<String> problems;
    private final String id;
    private final String where;

    SourceEntry(JsonNode node, boolean development, List<String> problems) {
        this.node = node;
        this.development = development;
        this.problems = problems;
        JsonNode given = node.path("id");
        this.id = given.isTextual() ? given.asText() : "";
        this.where = "source " + id;
        if (!given.isMissingNode() && !given.isTextual()) {
            problems.add("source : id is no text; put it in quotes");
        }
    }

    Source source() {
        if (!ID.matcher(id).matches()) {
            problems.add("source id \"" + id + "\": expected lower-case letters, digits, '-' or '_'");
        }
        refuseUnknown(where, node, NAMES, problems);
        return new Source(
                id,
                text("name", id),
                flag("enabled"),
                secrets("writeKeys", SourcesFile.DEV_WRITE_KEY),
                secrets("readTokens", SourcesFile.DEV_READ_TOKEN),
                ipPolicy(text("ip", "truncate")),
                flag("spool"),
                origins(node.path("origins")),
                rate(node.path("rate")),
                new PrivacyEntry(where, problems).policy(node.path("privacy")),
                new VisitorCookieEntry(where, problems).cookie(node.path("visitorCookie")));
    }

    private Set<String> origins(JsonNode list) {
        if (list.isMissingNode()) {
            return Set.of(Source.ANY_ORIGIN);
        }
        if (!list.isArray()) {
            problems.add(where + ": origins: expected a list");
        }
        Set<String> origins = new LinkedHashSet<>();
        for (JsonNode entry : list) {
            String origin = entry.isTextual() ? entry.asText() : "";
            if (!origin.equals(Source.ANY_ORIGIN) && !ORIGIN.matcher(origin).matches()) {
                problems.add(where + ": origins entry " + (origins.size() + 1)
                        + ": expected \"*\" or what browsers write, such as https://shop.example");
            }
            origins.add(origin);
        }
        if (origins.contains(Source.ANY_ORIGIN) && origins.size() > 1) {
            problems.add(where + ": origins: \"*\" allows all; name no other beside it");
        }
        return origins;
    }

    private @Nullable Rate rate(JsonNode given) {
        if (given.isMissingNode()) {
            return null;
        }
        if (!given.isObject()) {
            problems.add(where + ": rate: expected {eventsPerSecond: 500, burst: 5000}");
            return null;
        }
        refuseUnknown(where + ": rate", given, RATE_NAMES, problems);
        int perSecond = count("rate: eventsPerSecond", given.path("eventsPerSecond"), Rate.EVENTS_PER_SECOND_MAX);
        JsonNode burst = given.path("burst");
        return Rate.of(perSecond, burst.isMissingNode() ? 0 : count("rate: burst", burst, Rate.BURST_MAX));
    }

    private int count(String name, JsonNode value, int max) {
        if (value.isInt() && value.asInt() >= 0 && value.asInt() <= max) {
            return value.asInt();
        }
        problems.add(where + ": " + name + ": expected a whole number from 0 to " + max);
        return 0;
    }

    static void refuseUnknown(String where, JsonNode node, Collection<String> known, List<String> problems) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!known.contains(field.getKey())) {
                String nearest = Suggestion.nearest(field.getKey(), known);
                problems.add(where + ": " + field.getKey() + " is no setting"
                        + (nearest == null ? "" : "; did you mean " + nearest + "?"));
            }
        }
    }

    private String text(String name, String fallback) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isTextual()) {
            return value.asText(fallback);
        }
        problems.add(where + ": " + name + " is no text; put it in quotes");
        return fallback;
    }

    private boolean flag(String name) {
        JsonNode value = node.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            problems.add(where + ": " + name + ": expected true or false");
        }
        return value.asBoolean(true);
    }

    private List<String> secrets(String name, String wellKnown) {
        JsonNode list = node.path(name);
        if (!list.isMissingNode() && !list.isArray()) {
            problems.add(where + ": " + name + ": expected a list");
        }
        List<String> secrets = new ArrayList<>();
        for (JsonNode entry : list) {
            if (entry.isTextual() && SECRET.matcher(entry.asText()).matches()) {
                secrets.add(entry.asText());
            } else {
                problems.add(where + ": " + name + " entry " + (secrets.size() + 1)
                        + ": expected a text of visible ASCII characters without ':'; put it in quotes");
            }
        }
        if (!development && secrets.contains(wellKnown)) {
            problems.add(
                    where + ": " + name + " holds " + wellKnown + ", which everyone knows; it is for scripts/dev only");
        }
        return secrets;
    }

    private IpPolicy ipPolicy(String text) {
        try {
            return IpPolicy.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            problems.add(where + ": ip is \"" + text + "\": expected keep, truncate or drop");
            return IpPolicy.DROP;
        }
    }
}
