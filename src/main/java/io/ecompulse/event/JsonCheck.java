package io.ecompulse.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether bytes are one complete JSON value in strict UTF-8, nested no deeper than allowed. What passes here may be
 * spliced into an envelope and read by {@link JsonFields} without a second look. Safe for use by many threads.
 */
public final class JsonCheck {
    private final JsonFactory json;

    /** @param depthMax how many objects and arrays may stand inside each other */
    public JsonCheck(int depthMax) {
        this.json = new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(depthMax)
                        .maxStringLength(Integer.MAX_VALUE) // the size of the whole event is limited elsewhere
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build();
    }

    /** The first fault of the value, or null when it is sound. */
    public @Nullable RejectReason fault(JsonValue value) {
        if (!Utf8.isValid(value.json(), value.from(), value.to())) {
            return RejectReason.INVALID_UTF8;
        }
        try (JsonParser parser = json.createParser(value.json(), value.from(), value.length())) {
            if (parser.nextToken() == null) {
                return RejectReason.MALFORMED;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null ? null : RejectReason.MALFORMED;
        } catch (StreamConstraintsException limit) {
            return String.valueOf(limit.getMessage()).contains("nesting depth")
                    ? RejectReason.TOO_DEEP
                    : RejectReason.MALFORMED;
        } catch (IOException broken) {
            return RejectReason.MALFORMED;
        }
    }
}
