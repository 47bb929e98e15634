package io.ecompulse.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ecompulse.warehouse.SqlAnswer;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A query's answer as the API gives it: {@code {"columns":[…],"rows":[[…]],"complete":true}} or {@code {"error":"…"}}. */
public final class SqlJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SqlJson() {}

    /** Takes its time with a large answer: not for an event loop (I9). */
    public static String of(SqlAnswer answer) {
        Map<String, Object> members = new LinkedHashMap<>(); // Not a tree, which would hold the answer a second time.
        if (answer instanceof SqlAnswer.Refused refused) {
            members.put("error", refused.why());
        } else if (answer instanceof SqlAnswer.Rows result) {
            members.put("columns", result.columns());
            members.put("rows", result.rows());
            members.put("complete", result.complete());
        }
        try {
            return JSON.writeValueAsString(members);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
