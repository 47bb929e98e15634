package io.ecompulse.dev.traffic;

import io.vertx.core.json.JsonObject;
import java.util.random.RandomGenerator;

/** What a visitor holds in the hand, and therefore what the client library says about itself. */
enum Device {
    WINDOWS_CHROME(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
            1920,
            1080),
    MAC_SAFARI(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
            1512,
            982),
    LINUX_FIREFOX("Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0", 2560, 1440),
    IPHONE_SAFARI(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
            393,
            852),
    ANDROID_CHROME(
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36",
            412,
            915),
    ANDROID_APP("PulseOutdoor/4.2.0 (Android 16; Pixel 9)", 412, 915);

    private final String userAgent;
    private final int width;
    private final int height;

    Device(String userAgent, int width, int height) {
        this.userAgent = userAgent;
        this.width = width;
        this.height = height;
    }

    static Device pick(RandomGenerator random) {
        return values()[random.nextInt(values().length)];
    }

    /** An app has screens where a browser has pages, and neither addresses nor referrers. */
    boolean isApp() {
        return this == ANDROID_APP;
    }

    /** The part of an event's context that never changes for this device. */
    JsonObject context() {
        JsonObject context = new JsonObject()
                .put("library", library())
                .put("userAgent", userAgent)
                .put("screen", new JsonObject().put("width", width).put("height", height));
        if (isApp()) {
            context.put("app", new JsonObject().put("name", "Pulse Outdoor").put("version", "4.2.0"))
                    .put(
                            "device",
                            new JsonObject()
                                    .put("manufacturer", "Google")
                                    .put("model", "Pixel 9")
                                    .put("type", "android"))
                    .put("os", new JsonObject().put("name", "Android").put("version", "16"));
        }
        return context;
    }

    private JsonObject library() {
        return isApp()
                ? new JsonObject().put("name", "analytics-kotlin").put("version", "1.27.0")
                : new JsonObject().put("name", "analytics.js").put("version", "npm:next-1.84.3");
    }
}
