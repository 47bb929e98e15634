package io.ecompulse.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ecompulse.app.Question.Asked;
import io.ecompulse.insight.TotalsQuery;
import io.ecompulse.warehouse.SqlAnswer;
import io.vertx.core.Future;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The questions this process can answer, by its roles. */
final class Questions {
    private static final int RECENT = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Stages stages;

    Questions(Stages stages) {
        this.stages = stages;
    }

    Map<String, Question> byName() {
        Map<String, Question> questions = new HashMap<>();
        Stages.Ground ground = stages.ground();
        if (ground.roles().contains(Role.INSIGHT)) {
            questions.put("GET totals", this::totals);
            questions.put("GET events/recent", this::recent);
        }
        if (ground.roles().contains(Role.LAKE)) {
            questions.put(
                    "GET lake",
                    asked -> ask(stages.lake(), lake -> lake.status().map(Questions::json)));
        }
        if (ground.roles().contains(Role.WAREHOUSE)) {
            questions.put(
                    "GET warehouse",
                    asked -> ask(
                            stages.warehouse(), warehouse -> warehouse.status().map(Questions::json)));
            if (ground.surroundings().development()) {
                questions.put("POST sql", this::sql);
            }
        }
        return questions;
    }

    private Future<String> totals(Asked asked) {
        TotalsQuery query = TotalsQuery.parse(
                asked.reader().id(),
                asked.parameters().get("from"),
                asked.parameters().get("to"),
                stages.ground().surroundings().clock().instant());
        return ask(stages.insight(), insight -> insight.totals(query));
    }

    private Future<String> recent(Asked asked) {
        String limit = asked.parameters().get("limit");
        try {
            int events = limit == null ? RECENT : Integer.parseInt(limit);
            return ask(
                    stages.insight(), insight -> insight.recent(asked.reader().id(), events));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("limit must be a whole number", notANumber);
        }
    }

    private Future<String> sql(Asked asked) {
        String query = query(asked.body());
        return ask(
                stages.warehouse(),
                warehouse -> warehouse.query(query).map(answer -> {
                    if (answer instanceof SqlAnswer.Refused refused) {
                        throw new IllegalArgumentException(refused.why());
                    }
                    return SqlJson.of(answer);
                }));
    }

    /** The SQL as the body itself, or as the member {@code sql} of a JSON object. */
    private static String query(String body) {
        if (!body.stripLeading().startsWith("{")) {
            return body;
        }
        try {
            JsonNode sql = JSON.readTree(body).path("sql");
            if (sql.isTextual()) {
                return sql.asText();
            }
        } catch (JsonProcessingException notJson) {
            // Told below: SQL does not begin with a brace either.
        }
        throw new IllegalArgumentException("send the query as the body, or as {\"sql\":\"select …\"}");
    }

    private static <T> Future<String> ask(Optional<T> stage, Function<T, Future<String>> question) {
        return stage.map(question).orElseGet(() -> Future.failedFuture(new IllegalStateException("still starting")));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
