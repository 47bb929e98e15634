package io.ecompulse.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The six calls of the tracking spec that the field shares. */
public enum EventType {
    TRACK,
    PAGE,
    SCREEN,
    IDENTIFY,
    GROUP,
    ALIAS;

    private static final Map<String, EventType> BY_TAG =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventType::tag, Function.identity()));

    private final String tag = name().toLowerCase(java.util.Locale.ROOT);

    /** As it stands on the wire and in the tables: {@code track}. */
    public String tag() {
        return tag;
    }

    /** The tag's bytes, a fresh copy. */
    public byte[] utf8() {
        return tag.getBytes(StandardCharsets.UTF_8);
    }

    /** The type that {@code value} names, or null; spelling is exact, as the spec writes it. */
    public static @Nullable EventType of(@Nullable JsonValue value) {
        if (value == null || !value.isString()) {
            return null;
        }
        String text = value.length() > 16 ? null : value.text();
        return text == null ? null : of(text);
    }

    /** The type with this tag, or null. */
    public static @Nullable EventType of(String tag) {
        return BY_TAG.get(tag);
    }
}
