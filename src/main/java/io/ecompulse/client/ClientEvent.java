package io.ecompulse.client;

import java.nio.charset.StandardCharsets;

/**
 * One event as it goes over the wire.
 *
 * @param json one JSON object; its messageId makes sending it twice safe
 */
public record ClientEvent(String json) {
    int bytes() {
        return json.getBytes(StandardCharsets.UTF_8).length;
    }
}
