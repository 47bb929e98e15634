package io.ecompulse.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server says: one JSON object with its name in {@code type}. */
record ServerFrame(Map<String, Object> members) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Null when the text is no JSON object. */
    static @Nullable ServerFrame of(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            ServerFrame frame = new ServerFrame(object(json));
            return json.nextToken() == null ? frame : null;
        } catch (IOException noJson) {
            return null;
        }
    }

    String text(String name) {
        return members.get(name) instanceof String text ? text : "";
    }

    /** Zero when there is no such number. */
    long number(String name) {
        return members.get(name) instanceof Number number ? number.longValue() : 0;
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    ServerFrame object(String name) {
        return members.get(name) instanceof Map<?, ?> object ? copy(object) : new ServerFrame(Map.of());
    }

    List<ServerFrame> list(String name) {
        List<ServerFrame> frames = new ArrayList<>();
        if (members.get(name) instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> object) {
                    frames.add(copy(object));
                }
            }
        }
        return frames;
    }

    private static ServerFrame copy(Map<?, ?> object) {
        Map<String, Object> members = new HashMap<>();
        object.forEach((name, value) -> members.put(String.valueOf(name), value));
        return new ServerFrame(members);
    }

    private static Map<String, Object> object(JsonParser json) throws IOException {
        Map<String, Object> members = new HashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            members.put(name, value(json));
        }
        return members;
    }

    private static Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(json));
                }
                yield values;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
            default -> json.getText();
        };
    }
}
