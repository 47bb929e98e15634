package io.ecompulse.event;

import io.ecompulse.event.UserAgent.DeviceClass;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What kind of client an event comes from, as {@code platform} names it. */
public enum Platform {
    WEB,
    IOS,
    ANDROID,
    SERVER;

    private static final String[] OF_WEB = {"analytics.js", "javascript", "posthog-js", "web", "gtag", "browser"};
    private static final String[] OF_IOS = {"ios", "swift", "apple", "objc"};
    private static final String[] OF_ANDROID = {"android", "kotlin"};
    private static final String[] OF_SERVERS = {
        "node", "java", "python", "ruby", "php", ".net", "rust", "golang", "analytics-go", "server", "elixir"
    };

    private final String tag = name().toLowerCase(Locale.ROOT);

    public byte[] utf8() {
        return tag.getBytes(StandardCharsets.UTF_8);
    }

    /** What the name of a sending library, of a channel or of an operating system says; null when it says nothing. */
    public static @Nullable Platform named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (hasAny(lower, OF_WEB)) { // Before Java, as JavaScript is none.
            return WEB;
        }
        if (hasAny(lower, OF_IOS)) {
            return IOS;
        }
        if (hasAny(lower, OF_ANDROID)) {
            return ANDROID;
        }
        return hasAny(lower, OF_SERVERS) ? SERVER : null;
    }

    /** What the user agent says: a browser is the web, on a phone too. */
    public static @Nullable Platform of(UserAgent agent) {
        if (agent.browser() != null) {
            return WEB;
        }
        if (agent.device() == DeviceClass.SERVER) {
            return SERVER;
        }
        if (agent.os() == null) {
            return null;
        }
        return switch (agent.os()) {
            case "iOS" -> IOS;
            case "Android" -> ANDROID;
            default -> null;
        };
    }

    private static boolean hasAny(String text, String[] parts) {
        for (String part : parts) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
