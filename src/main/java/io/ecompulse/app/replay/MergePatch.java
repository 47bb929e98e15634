package io.ecompulse.app.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An RFC 7396 merge patch. What it is applied to is printed anew; numbers keep their digits. */
public final class MergePatch {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final JsonNode patch;

    private MergePatch(JsonNode patch) {
        this.patch = patch;
    }

    /** @throws IllegalArgumentException with a sentence for whoever wrote it */
    public static MergePatch of(byte[] json) throws IOException {
        JsonNode patch;
        try {
            patch = JSON.readTree(json);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("the patch is not JSON: " + broken.getOriginalMessage(), broken);
        }
        if (!patch.isObject()) {
            throw new IllegalArgumentException("the patch is no JSON object; expected a merge patch (RFC 7396)");
        }
        if (patch.has("messageId")) {
            throw new IllegalArgumentException("the patch changes messageId; events are sent again with their own ids");
        }
        return new MergePatch(patch);
    }

    byte[] apply(byte[] event) throws IOException {
        return JSON.writeValueAsBytes(merged(JSON.readTree(event), patch));
    }

    private static JsonNode merged(@Nullable JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode object = target instanceof ObjectNode known ? known : JsonNodeFactory.instance.objectNode();
        patch.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                object.remove(member.getKey());
            } else {
                object.set(member.getKey(), merged(object.get(member.getKey()), member.getValue()));
            }
        });
        return object;
    }
}
