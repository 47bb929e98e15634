package io.ecompulse.event;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Random JSON as text, written in all the ways a client may write it, and Jackson as the judge to compare with. */
final class JsonSamples {
    private static final JsonMapper JACKSON = JsonMapper.builder(new JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100_000)
                            .maxNumberLength(1_000_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final List<String> SCALARS = List.of(
            "null", "true", "false", "0", "-0", "12.90", "-1", "1e5", "1E-7", "3.25e+2", "9007199254740993", "0.1");
    private static final List<String> TEXT = List.of(
            "a",
            "type",
            "event",
            "\\n",
            "\\\"",
            "\\\\",
            "\\/",
            "\\u0041",
            "\\u00fc",
            "\\ud83d\\ude00",
            "ü",
            "€",
            "😀",
            " ",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\\t",
            "\\b\\f\\r",
            "x".repeat(9));
    private static final List<String> SPACE = List.of("", "", "", " ", "\n", "\t \r\n");

    private static final String MARKS = "\"\\{}[],:0-.eEtfnu \n\0\u001f/'#x";

    private final Random random;

    JsonSamples(long seed) {
        this.random = new Random(seed);
    }

    String value(int depth) {
        int kind = random.nextInt(depth <= 0 ? 2 : 4);
        return switch (kind) {
            case 0 -> pick(SCALARS);
            case 1 -> string();
            case 2 -> object(depth);
            default -> array(depth);
        };
    }

    String object(int depth) {
        StringBuilder json = new StringBuilder(pick(SPACE)).append('{').append(pick(SPACE));
        int members = random.nextInt(5);
        for (int i = 0; i < members; i++) {
            json.append(i == 0 ? "" : ",").append(pick(SPACE)).append(string()).append(pick(SPACE));
            json.append(':').append(pick(SPACE)).append(value(depth - 1)).append(pick(SPACE));
        }
        return json.append('}').append(pick(SPACE)).toString();
    }

    String array(int depth) {
        StringBuilder json = new StringBuilder("[").append(pick(SPACE));
        int elements = random.nextInt(5);
        for (int i = 0; i < elements; i++) {
            json.append(i == 0 ? "" : ",")
                    .append(pick(SPACE))
                    .append(value(depth - 1))
                    .append(pick(SPACE));
        }
        return json.append(']').toString();
    }

    String string() {
        StringBuilder json = new StringBuilder("\"");
        int parts = random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            json.append(pick(TEXT));
        }
        return json.append('"').toString();
    }

    /** The same bytes with one to three of them changed, left out or doubled, or cut short. */
    byte[] mutated(byte[] json) {
        byte[] mutated = json.clone();
        for (int i = random.nextInt(3); i >= 0 && mutated.length > 0; i--) {
            int at = random.nextInt(mutated.length);
            byte fresh = (byte) MARKS.charAt(random.nextInt(MARKS.length()));
            switch (random.nextInt(4)) {
                case 0 -> mutated[at] = fresh;
                case 1 -> mutated[at] = (byte) random.nextInt(256);
                case 2 -> mutated = spliced(mutated, at, at + 1, new byte[0]);
                default -> mutated = spliced(mutated, at, at, new byte[] {fresh});
            }
        }
        return random.nextInt(4) == 0
                ? spliced(mutated, random.nextInt(mutated.length + 1), mutated.length, new byte[0])
                : mutated;
    }

    private static byte[] spliced(byte[] json, int from, int to, byte[] piece) {
        byte[] result = new byte[json.length - (to - from) + piece.length];
        System.arraycopy(json, 0, result, 0, from);
        System.arraycopy(piece, 0, result, from, piece.length);
        System.arraycopy(json, to, result, from + piece.length, json.length - to);
        return result;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** What Jackson reads, told that the bytes are UTF-8, so that it guesses no other encoding and skips no mark. */
    static JsonNode jackson(byte[] json, int from, int to) throws IOException {
        return JACKSON.readTree(
                new InputStreamReader(new ByteArrayInputStream(json, from, to - from), StandardCharsets.UTF_8));
    }

    /**
     * Whether these bytes, valid UTF-8, are one JSON value. No number is computed, as its exponent may be anything, and half
     * a surrogate pair is shown to Jackson as a letter: it refuses one in a name, which the grammar does not.
     */
    static boolean isJson(byte[] json) {
        String text =
                new String(json, StandardCharsets.UTF_8).replaceAll("\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}", "\\\\u0041");
        try (JsonParser parser = JACKSON.createParser(new StringReader(text))) {
            boolean any = parser.nextToken() != null;
            parser.skipChildren();
            parser.finishToken();
            return any && parser.nextToken() == null;
        } catch (IOException broken) {
            return false;
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static JsonValue view(String json) {
        byte[] bytes = utf8(json);
        return new JsonValue(bytes, 0, bytes.length);
    }

    static JsonFields fields(String json) {
        byte[] bytes = utf8(json);
        try {
            return JsonFields.of(bytes, 0, bytes.length);
        } catch (MalformedJson broken) {
            throw new AssertionError(json, broken);
        }
    }
}
