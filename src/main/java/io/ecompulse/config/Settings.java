package io.ecompulse.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Flat keys, typed on reading. An override beats the environment ({@code lake.window.age} is {@code LAKE_WINDOW_AGE}),
 * which beats the file, which beats the default. Every config record reads its keys once at start; {@link #check} then
 * refuses what nobody read. Reading a malformed value notes the problem and answers the default, so that all problems come
 * in one report. Not thread-safe; used by the starting thread only.
 */
public final class Settings {
    private final Map<String, String> file;
    private final Map<String, String> environment;
    private final Map<String, String> overrides;
    private final SortedMap<String, String> effective = new TreeMap<>();
    private final SortedMap<String, String> defaults = new TreeMap<>();
    private final SortedSet<String> passedPrefixes = new TreeSet<>();
    private final Set<String> problems = new LinkedHashSet<>();

    public Settings(Map<String, String> file, Map<String, String> environment, Map<String, String> overrides) {
        this.file = Map.copyOf(file);
        this.environment = Map.copyOf(environment);
        this.overrides = Map.copyOf(overrides);
    }

    /** A text with a default. */
    public String text(String key, String fallback) {
        return read(key, fallback, fallback, Function.identity());
    }

    /** One of {@code type}'s constants, written in lower case. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        return read(key, fallback, fallback.name().toLowerCase(Locale.ROOT), raw -> {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().toLowerCase(Locale.ROOT).equals(raw)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("expected one of " + names(type));
        });
    }

    public boolean flag(String key, boolean fallback) {
        return read(key, fallback, Boolean.toString(fallback), raw -> switch (raw) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false");
        });
    }

    /** A whole number from {@code min} to {@code max}. */
    public int count(String key, int fallback, int min, int max) {
        return read(key, fallback, Integer.toString(fallback), raw -> {
            try {
                int value = Integer.parseInt(raw);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                // Answered below, as for one out of range.
            }
            throw new IllegalArgumentException("expected a whole number from " + min + " to " + max);
        });
    }

    /** Written {@code 250ms}, {@code 5s}, {@code 10m}, {@code 2h} or {@code 7d}; from zero to a hundred years. */
    public Duration duration(String key, Duration fallback) {
        return read(key, fallback, Units.format(fallback), Units::duration);
    }

    /** Written {@code 512}, {@code 64KiB}, {@code 16MiB} or {@code 2GiB}; never negative. */
    public long bytes(String key, long fallback) {
        return read(key, fallback, Units.format(fallback), Units::bytes);
    }

    /**
     * Everything below {@code prefix}, without it, for a library that knows its own keys. In the environment an underscore
     * stands for a dot, so such a library's keys are lower-case words and dots.
     */
    public Map<String, String> passed(String prefix) {
        passedPrefixes.add(prefix);
        Map<String, String> passed = below(prefix, file);
        below(environmentName(prefix), environment)
                .forEach((name, value) ->
                        passed.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
        passed.putAll(below(prefix, overrides));
        return passed;
    }

    private static Map<String, String> below(String prefix, Map<String, String> layer) {
        Map<String, String> below = new HashMap<>();
        layer.forEach((key, value) -> {
            if (key.startsWith(prefix) && key.length() > prefix.length()) {
                below.put(key.substring(prefix.length()), value.trim());
            }
        });
        return below;
    }

    /** Notes a problem that only the reader of several keys can see. */
    public void problem(String message) {
        problems.add(message);
    }

    /**
     * Reports everything that is wrong, at once.
     *
     * @throws SettingsException when a value was malformed or a key was read by nobody
     */
    public void check() throws SettingsException {
        Set<String> all = new LinkedHashSet<>(problems);
        for (Map<String, String> layer : List.of(file, overrides)) {
            layer.keySet().stream().sorted().filter(this::isUnknown).forEach(key -> all.add(unknown(key)));
        }
        if (!all.isEmpty()) {
            throw new SettingsException(List.copyOf(all));
        }
    }

    /** What is in force, by key, secrets included: for the operator's own eyes. */
    public SortedMap<String, String> effective() {
        return new TreeMap<>(effective);
    }

    /** The defaults in code, by key, as they would be written in a file. */
    public SortedMap<String, String> defaults() {
        return new TreeMap<>(defaults);
    }

    /** The environment variable that sets {@code key}. */
    public static String environmentName(String key) {
        return key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private <T> T read(String key, T fallback, String written, Function<String, T> parse) {
        defaults.put(key, written);
        String raw = raw(key);
        effective.put(key, raw == null ? written : raw);
        if (raw == null) {
            return fallback;
        }
        try {
            return parse.apply(raw);
        } catch (IllegalArgumentException malformed) {
            problems.add(key + " is \"" + raw + "\": " + malformed.getMessage());
        }
        return fallback;
    }

    private @Nullable String raw(String key) {
        String override = overrides.get(key);
        if (override != null) {
            return override.trim();
        }
        String variable = environment.get(environmentName(key));
        String value = variable != null ? variable : file.get(key);
        return value == null ? null : value.trim();
    }

    private boolean isUnknown(String key) {
        return !defaults.containsKey(key) && passedPrefixes.stream().noneMatch(key::startsWith);
    }

    private String unknown(String key) {
        String nearest = Suggestion.nearest(key, defaults.keySet());
        return key + " is no setting" + (nearest == null ? "" : "; did you mean " + nearest + "?");
    }

    private static <E extends Enum<E>> String names(Class<E> type) {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            names.add(constant.name().toLowerCase(Locale.ROOT));
        }
        return String.join(", ", names);
    }
}
