package io.ecompulse.edge;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Segment's libraries ask for before they send (wire.md §10.2). Every key gets it, known or not: without it some of
 * them send their users' events to the vendor instead. It names this host as the place to send to, and turns on the
 * libraries' own honouring of Retry-After.
 */
final class SettingsDocument {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

    private final EdgeConfig config;

    SettingsDocument(EdgeConfig config) {
        this.config = config;
    }

    byte[] answer(HttpServerRequest request, String escapedKey) {
        String key = unescaped(escapedKey);
        boolean configured = !config.publicHost().isEmpty();
        String host = configured ? config.publicHost() : host(request);
        String protocol = configured ? config.publicProtocol().tag() : protocol(request);
        return AnswerJson.object(json -> write(json, key, host, protocol));
    }

    /** A key out of a path. */
    static String unescaped(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            return key;
        }
    }

    private static String host(HttpServerRequest request) {
        String forwarded = request.getHeader("X-Forwarded-Host");
        String host = forwarded == null ? asked(request) : forwarded;
        return host != null && HOST.matcher(host).matches() ? host : "localhost";
    }

    /** HTTP/2 has no Host header. */
    private static @Nullable String asked(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        String host = request.getHeader(HttpHeaders.HOST);
        return host != null || authority == null ? host : authority.toString();
    }

    private static String protocol(HttpServerRequest request) {
        String forwarded = request.getHeader("X-Forwarded-Proto");
        return isProtocol(forwarded) ? String.valueOf(forwarded) : request.isSSL() ? "https" : "http";
    }

    private static boolean isProtocol(@Nullable String forwarded) {
        return "http".equals(forwarded) || "https".equals(forwarded);
    }

    private static void write(JsonGenerator json, String key, String host, String protocol) throws IOException {
        json.writeObjectFieldStart("integrations");
        json.writeObjectFieldStart("Segment.io");
        json.writeStringField("apiKey", key);
        json.writeStringField("apiHost", host + "/v1");
        json.writeStringField("protocol", protocol);
        empty(json, "unbundledIntegrations", true);
        json.writeBooleanField("addBundledMetadata", true);
        empty(json, "maybeBundledConfigIds", false);
        http(json);
        json.writeEndObject();
        json.writeEndObject();
        plan(json);
        empty(json, "edgeFunction", false);
        empty(json, "middlewareSettings", false);
        empty(json, "enabledMiddleware", false);
        json.writeObjectFieldStart("metrics");
        json.writeNumberField("sampleRate", 0);
        json.writeEndObject();
        json.writeBooleanField("legacyVideoPluginsEnabled", false);
        empty(json, "remotePlugins", true);
    }

    private static void http(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("httpConfig");
        json.writeObjectFieldStart("rateLimitConfig");
        json.writeBooleanField("enabled", true);
        json.writeNumberField("maxRetryCount", 100);
        json.writeNumberField("maxRetryInterval", 300);
        json.writeEndObject();
        json.writeObjectFieldStart("backoffConfig");
        json.writeBooleanField("enabled", true);
        json.writeNumberField("maxRetryCount", 100);
        json.writeNumberField("baseBackoffInterval", 0.5);
        json.writeNumberField("maxBackoffInterval", 300);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void plan(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("plan");
        json.writeObjectFieldStart("track");
        json.writeObjectFieldStart("__default");
        json.writeBooleanField("enabled", true);
        empty(json, "integrations", false);
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void empty(JsonGenerator json, String name, boolean array) throws IOException {
        if (array) {
            json.writeArrayFieldStart(name);
            json.writeEndArray();
        } else {
            json.writeObjectFieldStart(name);
            json.writeEndObject();
        }
    }
}
