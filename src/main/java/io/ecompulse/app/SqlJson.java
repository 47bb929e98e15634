package io.ecompulse.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ecompulse.warehouse.SqlAnswer;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query's answer as the API gives it: {@code {"columns":[…],"rows":[[…]],"complete":true}} or {@code {"error":"…"}}. */
public final class SqlJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SqlJson() {}

    public static String of(SqlAnswer answer) {
        ObjectNode node = JSON.createObjectNode();
        if (answer instanceof SqlAnswer.Refused refused) {
            node.put("error", refused.why());
        } else if (answer instanceof SqlAnswer.Rows result) {
            result.columns().forEach(node.putArray("columns")::add);
            ArrayNode rows = node.putArray("rows");
            for (List<@Nullable Object> row : result.rows()) {
                rows.add(JSON.valueToTree(row));
            }
            node.put("complete", result.complete());
        }
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
