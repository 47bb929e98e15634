package io.ecompulse.dev.traffic;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A write key as Segment's libraries send it: the user name of Basic authentication, without a password. */
final class WireKey {
    private WireKey() {}

    static String basic(String writeKey) {
        return "Basic " + Base64.getEncoder().encodeToString((writeKey + ":").getBytes(StandardCharsets.UTF_8));
    }
}
