package io.ecompulse.aggregate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an event of the model comes from, and what must be counted for it. */
enum ModelClient {
    PHONE("Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0.0.0 Mobile Safari/537.36", "mobile", "DE"),
    LAPTOP("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0.0.0 Safari/537.36", "desktop", "AT"),
    TABLET("Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) Safari/604.1", "tablet", "DE"),
    HIDDEN("Mozilla/5.0 (Linux; Android 13; Pixel 7) Chrome/126.0.0.0 Mobile Safari/537.36", "mobile", null),
    BACKEND("axios/1.7.2", "server", null),
    STRANGER("Something new", null, "AT");

    static final List<ModelClient> ALL = List.of(values());

    private final String agent;
    private final @Nullable String device;
    private final @Nullable String country;

    ModelClient(String agent, @Nullable String device, @Nullable String country) {
        this.agent = agent;
        this.device = device;
        this.country = country;
    }

    String agent() {
        return agent;
    }

    @Nullable
    String country() {
        return country;
    }

    List<String> fields() {
        List<String> fields = new ArrayList<>();
        if (device != null) {
            fields.add(BucketField.DEVICE + device);
        }
        if (country != null) {
            fields.add(BucketField.COUNTRY + country);
        }
        return fields;
    }
}
