package io.ecompulse.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code sources.yaml}. Unknown names, doubled ids and doubled keys are refused, all in one report. */
public final class SourcesFile {
    /** Everyone knows these; they open a development server and nothing else. */
    public static final String DEV_WRITE_KEY = "dev-write-key";

    public static final String DEV_READ_TOKEN = "dev-read-token";

    private static final Set<String> NAMES = Set.of("id", "name", "enabled", "writeKeys", "readTokens", "ip");
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

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
        try {
            return parse(Files.readString(file), development);
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
        try {
            JsonNode root = new YAMLMapper().readTree(yaml);
            JsonNode list = root == null ? null : root.get("sources");
            if (list == null || !list.isArray() || list.isEmpty()) {
                problems.add("sources: expected a list with at least one source");
            } else {
                list.forEach(node -> sources.add(source(node)));
            }
        } catch (IOException broken) {
            problems.add("sources: not YAML: " + broken.getClass().getSimpleName());
        }
        refuseDoubles(sources);
        return new Sources(sources);
    }

    private Source source(JsonNode node) {
        String id = node.path("id").asText("");
        if (!ID.matcher(id).matches()) {
            problems.add("source id \"" + id + "\": expected lower-case letters, digits, '-' or '_'");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey();
            if (!NAMES.contains(name)) {
                String nearest = Suggestion.nearest(name, NAMES);
                problems.add("source " + id + ": " + name + " is no setting"
                        + (nearest == null ? "" : "; did you mean " + nearest + "?"));
            }
        }
        return new Source(
                id,
                node.path("name").asText(id),
                node.path("enabled").asBoolean(true),
                secrets(id, "writeKeys", node, DEV_WRITE_KEY),
                secrets(id, "readTokens", node, DEV_READ_TOKEN),
                ipPolicy(id, node.path("ip").asText("truncate")));
    }

    private List<String> secrets(String id, String name, JsonNode node, String wellKnown) {
        List<String> secrets = new ArrayList<>();
        node.path(name).forEach(secret -> secrets.add(secret.asText()));
        if (secrets.stream().anyMatch(String::isBlank)) {
            problems.add("source " + id + ": " + name + " holds an empty entry");
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

    private void refuseDoubles(List<Source> sources) {
        Set<String> seen = new HashSet<>();
        for (Source source : sources) {
            if (!seen.add("id " + source.id())) {
                problems.add("source " + source.id() + " stands twice");
            }
            for (String key : source.writeKeys()) {
                if (!seen.add("key " + key)) {
                    problems.add("source " + source.id() + ": a write key stands twice");
                }
            }
        }
    }
}
