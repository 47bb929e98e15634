package io.ecompulse.event;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a user agent says of its device. Reads the forms that browsers, apps and HTTP libraries have now; what it does not know
 * stays null rather than being guessed.
 */
public record UserAgent(
        DeviceClass device,
        @Nullable String os,
        @Nullable String osVersion,
        @Nullable String browser,
        @Nullable String browserVersion) {
    public static final UserAgent NONE = new UserAgent(DeviceClass.UNKNOWN, null, null, null, null);

    private static final int LENGTH_MAX = 1024;
    /** Mark in the text, name; the first that stands there counts, as browsers name those they descend from as well. */
    private static final String[][] BROWSERS = {
        {"Edg/", "Edge"},
        {"EdgA/", "Edge"},
        {"EdgiOS/", "Edge"},
        {"Edge/", "Edge"},
        {"OPR/", "Opera"},
        {"OPT/", "Opera"},
        {"SamsungBrowser/", "Samsung Internet"},
        {"YaBrowser/", "Yandex"},
        {"Vivaldi/", "Vivaldi"},
        {"UCBrowser/", "UC Browser"},
        {"DuckDuckGo/", "DuckDuckGo"},
        {"Instagram ", "Instagram"},
        {"FBAV/", "Facebook"},
        {"musical_ly_", "TikTok"},
        {"BytedanceWebview/", "TikTok"},
        {"Pinterest/", "Pinterest"},
        {"MicroMessenger/", "WeChat"},
        {"GSA/", "Google app"},
        {"FxiOS/", "Firefox"},
        {"Firefox/", "Firefox"},
        {"CriOS/", "Chrome"},
        {"HeadlessChrome/", "Chrome"},
        {"Chrome/", "Chrome"},
        {"MSIE ", "Internet Explorer"},
        {"Trident/", "Internet Explorer"},
    };

    private static final String[] TELEVISIONS = {
        "smart-tv", "smarttv", "appletv", "apple tv", "hbbtv", "bravia", "crkey", "googletv", "; aft", "roku"
    };
    private static final String[] CONSOLES = {"playstation", "xbox", "nintendo"};
    /** Each stands at the beginning, with or without a version. */
    private static final String[] LIBRARIES = {
        "node",
        "axios",
        "python",
        "java",
        "okhttp",
        "go-http-client",
        "curl",
        "wget",
        "php",
        "guzzle",
        "ruby",
        "faraday",
        "analytics-",
        "rudder",
        "apache-httpclient",
        "reactor-netty",
        "got ",
        "undici",
        "dart",
        "libcurl",
        "posthog-"
    };

    public enum DeviceClass {
        DESKTOP,
        MOBILE,
        TABLET,
        TV,
        CONSOLE,
        /** No device: a program on a server. */
        SERVER,
        UNKNOWN;

        private final String tag = name().toLowerCase(Locale.ROOT);

        /** As lake, query API and live page name it. */
        public String tag() {
            return tag;
        }
    }

    public static UserAgent of(String text) {
        String agent = text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) : text;
        String lower = agent.toLowerCase(Locale.ROOT);
        String os = os(agent);
        String[] browser = browser(agent);
        return new UserAgent(device(lower, os), os, os == null ? null : osVersion(agent, os), browser[0], browser[1]);
    }

    private static @Nullable String os(String agent) {
        if (has(agent, "iPhone") || has(agent, "iPad") || has(agent, "iPod") || has(agent, "CFNetwork/")) {
            return has(agent, "Macintosh") ? "macOS" : "iOS";
        }
        if (has(agent, "Android")) {
            return "Android";
        }
        if (has(agent, "Windows")) {
            return "Windows";
        }
        if (has(agent, "Mac OS X") || has(agent, "Macintosh")) {
            return "macOS";
        }
        if (has(agent, "CrOS")) {
            return "Chrome OS";
        }
        return has(agent, "Linux") ? "Linux" : null;
    }

    private static @Nullable String osVersion(String agent, String os) {
        return switch (os) {
            case "iOS" -> version(agent, has(agent, "iPhone OS ") ? "iPhone OS " : "CPU OS ");
            case "Android" -> version(agent, "Android ");
            case "macOS" -> version(agent, "Mac OS X ");
            case "Windows" -> windows(version(agent, "Windows NT "));
            default -> null;
        };
    }

    /** As it is sold; 11 calls itself 10. */
    private static @Nullable String windows(@Nullable String kernel) {
        if (kernel == null) {
            return null;
        }
        return switch (kernel) {
            case "10.0" -> "10";
            case "6.3" -> "8.1";
            case "6.2" -> "8";
            case "6.1" -> "7";
            default -> kernel;
        };
    }

    private static @Nullable String[] browser(String agent) {
        for (String[] known : BROWSERS) {
            if (has(agent, known[0])) {
                String mark = known[0].equals("Trident/") ? "rv:" : known[0];
                return new @Nullable String[] {known[1], version(agent, mark)};
            }
        }
        return has(agent, "Safari/") && has(agent, "Version/")
                ? new @Nullable String[] {has(agent, "Android") ? "Android" : "Safari", version(agent, "Version/")}
                : new @Nullable String[] {null, null};
    }

    private static DeviceClass device(String lower, @Nullable String os) {
        if (hasAny(lower, CONSOLES)) {
            return DeviceClass.CONSOLE;
        }
        if (hasAny(lower, TELEVISIONS)) {
            return DeviceClass.TV;
        }
        if (has(lower, "ipad")
                || has(lower, "tablet")
                || ("Android".equals(os) && !has(lower, "mobile") && isWeb(lower))) {
            return DeviceClass.TABLET;
        }
        if (has(lower, "mobile") || "iOS".equals(os) || "Android".equals(os)) {
            return DeviceClass.MOBILE;
        }
        for (String library : LIBRARIES) {
            if (lower.startsWith(library)) {
                return DeviceClass.SERVER;
            }
        }
        return os == null ? DeviceClass.UNKNOWN : DeviceClass.DESKTOP;
    }

    /** A browser without the word mobile is a tablet's; an app's own agent never has it. */
    private static boolean isWeb(String lower) {
        return lower.startsWith("mozilla/");
    }

    /** The digits and points behind a mark, underscores for points; null when none follow. */
    private static @Nullable String version(String agent, String mark) {
        int from = agent.indexOf(mark);
        if (from < 0) {
            return null;
        }
        int to = from + mark.length();
        int start = to;
        while (to < agent.length() && (Character.isDigit(agent.charAt(to)) || "._".indexOf(agent.charAt(to)) >= 0)) {
            to++;
        }
        return to == start ? null : agent.substring(start, to).replace('_', '.');
    }

    private static boolean has(String text, String part) {
        return text.contains(part);
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
