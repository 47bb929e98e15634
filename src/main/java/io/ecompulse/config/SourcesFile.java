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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code sources.yaml}. Everything that YAML would silently take for something else is refused: unknown and doubled
 * names, keys that are numbers, a single key where a list belongs. All problems come in one report, which names no secret.
 */
public final class SourcesFile {
    /** Everyone knows these; they open a development server and nothing else. */
    public static final String DEV_WRITE_KEY = "dev-write-key";

    public static final String DEV_READ_TOKEN = "dev-read-token";

    private static final Set<String> ROOT_NAMES = Set.of("sources", "keys", "defaultSource");
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
            SourceEntry.refuseUnknown("sources file", root, ROOT_NAMES, problems);
            JsonNode list = root.path("sources");
            if (!list.isArray() || list.isEmpty()) {
                problems.add("sources: expected a list with at least one source");
            }
            list.forEach(node -> sources.add(new SourceEntry(node, development, problems).source()));
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
