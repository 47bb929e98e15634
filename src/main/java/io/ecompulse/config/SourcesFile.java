package io.ecompulse.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ecompulse.config.Sources.Strangers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code sources.yaml}. Everything that YAML would silently take for something else is refused: unknown and doubled
 * names, keys that are numbers, a single key where a list belongs. All problems come in one report, which names no secret.
 */
public final class SourcesFile {
    /** Everyone knows these; they open a development server and nothing else. */
    public static final String DEV_WRITE_KEY = "dev-write-key";

    public static final String DEV_READ_TOKEN = "dev-read-token";

    private static final Set<String> ROOT_NAMES = Set.of("sources", "keys", "defaultSource");
    private static final Set<String> NAMES = 
            Set.of("id", "name", "enabled", "writeKeys", "readTokens", "ip", "spool", "origins", "rate");
    private static final Set<String> RATE_NAMES = Set.of("eventsPerSecond", "burst");
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    /** As browsers write it: in lower case, without the scheme's own port, without a path. */
    private static final Pattern ORIGIN = Pattern.compile(
            "null|(?!https://[^/]*:443$)(?!http://[^/]*:80$)[a-z][a-z0-9+.-]*://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");
    /** Visible ASCII but the colon: Basic authentication cuts there. */
    private static final Pattern SECRET = Pattern.compile("[!-9;-~]+");

    private static final ObjectReader YAML = new YAMLMapper()
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final List<String> problems = new ArrayList<>();
    private final boolean development;

    private SourcesFile(boolean development) {
        this.development = development;
    }

    /**
     * @param development whether the well-known development keys are allowed
     * @throws SettingsException when the file cannot be read or used
     */
    public static Sources read(Path file, boolean development) throws SettingsException {
        return parse(text(file), development);
    }

    /** The text of such a file, for {@link #parse}. */
    public static String text(Path file) throws SettingsException {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new SettingsException(List.of("sources.file " + file + " cannot be read: "
                    + unreadable.getClass().getSimpleName()));
        }
    }

    /** As {@link #read}, from the text of such a file. */
    public static Sources parse(String yaml, boolean development) throws SettingsException {
        SourcesFile reader = new SourcesFile(development);
        Sources sources = reader.sources(yaml);
        if (!reader.problems.isEmpty()) {
            throw new SettingsException(reader.problems);
        }
        return sources;
    }

    private Sources sources(String yaml) {
        List<Source> sources = new ArrayList<>();
        Strangers strangers = Strangers.REFUSED;
        try {
            JsonNode root = YAML.readTree(yaml);
            refuseUnknown("sources file", root, ROOT_NAMES);
            JsonNode list = root.path("sources");
            if (!list.isArray() || list.isEmpty()) {
                problems.add("sources: expected a list with at least one source");
            }
            list.forEach(node -> sources.add(source(node)));
            strangers = strangers(root, sources);
        } catch (JsonProcessingException broken) {
            // The library's own message quotes the text, which may hold a key.
            problems.add("sources: not readable as YAML near line "
                    + (broken.getLocation() == null ? "1" : broken.getLocation().getLineNr())
                    + " (a name may stand only once)");
        }
        refuseDoubles(sources);
        return new Sources(sources, strangers);
    }

    private Strangers strangers(JsonNode root, List<Source> sources) {
        KeyMode keys = keyMode(root.path("keys"));
        JsonNode name = root.path("defaultSource");
        Source owner = sources.stream()
                .filter(source ->
                        source.enabled() && name.isTextual() && source.id().equals(name.asText()))
                .findFirst()
                .orElse(null);
        if (name.isMissingNode() && keys != KeyMode.ENFORCE) {
            problems.add("defaultSource is missing: with keys: " + keys.tag()
                    + " it names the source that events without a known key belong to");
        } else if (owner == null && !name.isMissingNode()) {
            problems.add("defaultSource: expected the id of an enabled source");
        }
        return new Strangers(keys, owner);
    }

    /** YAML takes a bare {@code off} for false. */
    private KeyMode keyMode(JsonNode value) {
        if (value.isMissingNode()) {
            return KeyMode.ENFORCE;
        }
        String text = value.isBoolean() && !value.asBoolean() ? KeyMode.OFF.tag() : value.asText("");
        for (KeyMode mode : KeyMode.values()) {
            if (mode.tag().equals(text)) {
                return mode;
            }
        }
        problems.add("keys: expected enforce, dry_run or off");
        return KeyMode.ENFORCE;
    }

    private Source source(JsonNode node) {
        String id = text("", "id", node, "");
        if (!ID.matcher(id).matches()) {
            problems.add("source id \"" + id + "\": expected lower-case letters, digits, '-' or '_'");
        }
        refuseUnknown("source " + id, node, NAMES);
        return new Source(
                id,
                text(id, "name", node, id),
                flag(id, "enabled", node),
                secrets(id, "writeKeys", node, DEV_WRITE_KEY),
                secrets(id, "readTokens", node, DEV_READ_TOKEN),
                ipPolicy(id, text(id, "ip", node, "truncate")),
                flag(id, "spool", node),
                origins(id, node.path("origins")),
                rate(id, node.path("rate")));
    }

    private Set<String> origins(String id, JsonNode list) {
        if (list.isMissingNode()) {
            return Set.of(Source.ANY_ORIGIN);
        }
        if (!list.isArray()) {
            problems.add("source " + id + ": origins: expected a list");
        }
        Set<String> origins = new LinkedHashSet<>();
        for (JsonNode entry : list) {
            String origin = entry.isTextual() ? entry.asText() : "";
            if (!origin.equals(Source.ANY_ORIGIN) && !ORIGIN.matcher(origin).matches()) {
                problems.add("source " + id + ": origins entry " + (origins.size() + 1)
                        + ": expected \"*\" or what browsers write, such as https://shop.example");
            }
            origins.add(origin);
        }
        if (origins.contains(Source.ANY_ORIGIN) && origins.size() > 1) {
            problems.add("source " + id + ": origins: \"*\" allows all; name no other beside it");
        }
        return origins;
    }

    private @Nullable Rate rate(String id, JsonNode node) {
        if (node.isMissingNode()) {
            return null;
        }
        if (!node.isObject()) {
            problems.add("source " + id + ": rate: expected {eventsPerSecond: 500, burst: 5000}");
            return null;
        }
        refuseUnknown("source " + id + ": rate", node, RATE_NAMES);
        int perSecond = count(id, "rate: eventsPerSecond", node.path("eventsPerSecond"), Rate.EVENTS_PER_SECOND_MAX);
        JsonNode burst = node.path("burst");
        return Rate.of(perSecond, burst.isMissingNode() ? 0 : count(id, "rate: burst", burst, Rate.BURST_MAX));
    }

    private int count(String id, String name, JsonNode value, int max) {
        if (value.isInt() && value.asInt() >= 0 && value.asInt() <= max) {
            return value.asInt();
        }
        problems.add("source " + id + ": " + name + ": expected a whole number from 0 to " + max);
        return 0;
    }

    private void refuseUnknown(String where, JsonNode node, Collection<String> known) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!known.contains(field.getKey())) {
                String nearest = Suggestion.nearest(field.getKey(), known);
                problems.add(where + ": " + field.getKey() + " is no setting"
                        + (nearest == null ? "" : "; did you mean " + nearest + "?"));
            }
        }
    }

    private String text(String id, String name, JsonNode node, String fallback) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isTextual()) {
            return value.asText(fallback);
        }
        problems.add("source " + id + ": " + name + " is no text; put it in quotes");
        return fallback;
    }

    private boolean flag(String id, String name, JsonNode node) {
        JsonNode value = node.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            problems.add("source " + id + ": " + name + ": expected true or false");
        }
        return value.asBoolean(true);
    }

    private List<String> secrets(String id, String name, JsonNode node, String wellKnown) {
        JsonNode list = node.path(name);
        if (!list.isMissingNode() && !list.isArray()) {
            problems.add("source " + id + ": " + name + ": expected a list");
        }
        List<String> secrets = new ArrayList<>();
        for (JsonNode entry : list) {
            if (entry.isTextual() && SECRET.matcher(entry.asText()).matches()) {
                secrets.add(entry.asText());
            } else {
                problems.add("source " + id + ": " + name + " entry " + (secrets.size() + 1)
                        + ": expected a text of visible ASCII characters without ':'; put it in quotes");
            }
        }
        if (!development && secrets.contains(wellKnown)) {
            problems.add("source " + id + ": " + name + " holds " + wellKnown
                    + ", which everyone knows; it is for scripts/dev only");
        }
        return secrets;
    }

    private IpPolicy ipPolicy(String id, String text) {
        try {
            return IpPolicy.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            problems.add("source " + id + ": ip is \"" + text + "\": expected keep, truncate or drop");
            return IpPolicy.DROP;
        }
    }

    /** A key belongs to one source, and a secret token is never also a public write key. */
    private void refuseDoubles(List<Source> sources) {
        Set<String> ids = new HashSet<>();
        Map<String, String> owners = new HashMap<>();
        for (Source source : sources) {
            if (!ids.add(source.id())) {
                problems.add("source " + source.id() + " stands twice");
            }
            source.writeKeys().forEach(key -> refuseDouble(source, "a write key", key, owners));
            source.readTokens().forEach(token -> refuseDouble(source, "a read token", token, owners));
        }
    }

    private void refuseDouble(Source source, String what, String secret, Map<String, String> owners) {
        String owner = owners.putIfAbsent(secret, source.id());
        if (owner != null) {
            problems.add("source " + source.id() + ": " + what + " is also a key or token of source " + owner);
        }
    }
}
