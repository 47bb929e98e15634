package io.ecompulse.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code conf/reference.properties} as people read it: comment lines, then {@code key=default}, nothing else. Stricter than
 * {@link java.util.Properties}, so that what stands there can be copied as it is.
 */
final class ReferenceProperties {
    private final SortedMap<String, String> defaults = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    static ReferenceProperties parse(List<String> lines) {
        ReferenceProperties reference = new ReferenceProperties();
        boolean explained = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank()) {
                explained = false;
            } else if (line.startsWith("#")) {
                explained |= line.length() > 2;
            } else {
                reference.add(line, explained, "line " + (i + 1));
                explained = false;
            }
        }
        return reference;
    }

    private void add(String line, boolean explained, String where) {
        int equals = line.indexOf('=');
        if (equals < 1 || !line.substring(0, equals).matches("[a-z0-9]+(\\.[a-z0-9]+)*") || line.indexOf('\\') >= 0) {
            problems.add(where + ": expected key=default: " + line);
            return;
        }
        String key = line.substring(0, equals);
        if (!explained) {
            problems.add(where + ": " + key + " has no comment of its own");
        }
        if (defaults.put(key, line.substring(equals + 1).trim()) != null) {
            problems.add(where + ": " + key + " stands twice");
        }
    }

    /** What is wrong with the file, and where it differs from the defaults in code. */
    List<String> differences(SortedMap<String, String> code) {
        List<String> all = new ArrayList<>(problems);
        code.forEach((key, value) -> {
            if (!defaults.containsKey(key)) {
                all.add(key + "=" + value + " is missing");
            } else if (!Objects.equals(defaults.get(key), value)) {
                all.add(key + " is " + value + " in code, but " + defaults.get(key) + " here");
            }
        });
        defaults.keySet().stream()
                .filter(key -> !code.containsKey(key))
                .forEach(key -> all.add(key + " is read by nobody"));
        return all;
    }
}
