package io.ecompulse.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ecompulse.app.Question.Asked;
import io.ecompulse.edge.DescribedRequest;
import io.ecompulse.insight.Books;
import io.ecompulse.insight.FunnelSteps;
import io.ecompulse.insight.InsightConfig;
import io.ecompulse.insight.Parameters;
import io.ecompulse.insight.Parsed;
import io.ecompulse.insight.RangeQuery;
import io.ecompulse.insight.Recent;
import io.ecompulse.insight.RecentQuery;
import io.ecompulse.insight.Series;
import io.ecompulse.insight.SeriesQuery;
import io.ecompulse.insight.Top;
import io.ecompulse.insight.TopQuery;
import io.ecompulse.insight.Totals;
import io.ecompulse.warehouse.SqlAnswer;
import io.vertx.core.Future;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The questions this process can answer, by its roles. */
final class Questions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Stages stages;

    Questions(Stages stages) {
        this.stages = stages;
    }

    Map<String, Question> byName() {
        Map<String, Question> questions = new HashMap<>();
        Stages.Ground ground = stages.ground();
        if (ground.roles().contains(Role.EDGE)) {
            questions.put("POST explain", this::explain);
        }
        if (ground.roles().contains(Role.INSIGHT)) {
            questions.put("GET totals", this::totals);
            questions.put("GET series", this::series);
            questions.put("GET top", this::top);
            questions.put("GET funnel", this::funnel);
            questions.put("GET books", this::books);
            questions.put("GET events/recent", this::recent);
            questions.put("GET sources", Questions::sources);
            questions.put("GET trace", new TraceDesk(stages)::find);
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
        RangeQuery query = understood(RangeQuery.parse(parameters(asked)));
        return ask(stages.insight(), insight -> insight.totals(query).map(Totals::toJson));
    }

    private Future<String> series(Asked asked) {
        SeriesQuery query = understood(SeriesQuery.parse(parameters(asked), config()));
        return ask(stages.insight(), insight -> insight.series(query).map(Series::toJson));
    }

    private Future<String> top(Asked asked) {
        TopQuery query = understood(TopQuery.parse(parameters(asked), config()));
        return ask(stages.insight(), insight -> insight.top(query).map(Top::toJson));
    }

    private Future<String> funnel(Asked asked) {
        RangeQuery query = understood(RangeQuery.parse(parameters(asked)));
        return ask(stages.insight(), insight -> insight.funnel(query).map(FunnelSteps::toJson));
    }

    private Future<String> books(Asked asked) {
        RangeQuery query = understood(RangeQuery.parse(parameters(asked)));
        return ask(stages.insight(), insight -> insight.books(query).map(Books::toJson));
    }

    private Future<String> recent(Asked asked) {
        RecentQuery query = understood(RecentQuery.parse(parameters(asked), config()));
        return ask(stages.insight(), insight -> insight.recent(query).map(Recent::toJson));
    }

    /** What the token opens, for whoever lets people choose. */
    private static Future<String> sources(Asked asked) {
        Map<String, String> one =
                Map.of("id", asked.reader().id(), "name", asked.reader().name());
        return Future.succeededFuture(json(Map.of("sources", List.of(one))));
    }

    /** A token opens one source; the parameter may name it, never another. */
    private Parameters parameters(Asked asked) {
        return new Parameters(asked.parameters(), asked.reader().id(), now());
    }

    private InsightConfig config() {
        return stages.ground().config().insight();
    }

    private Instant now() {
        return stages.ground().surroundings().clock().instant();
    }

    static <T> T understood(Parsed<T> parsed) {
        if (parsed instanceof Parsed.Understood<T> understood) {
            return understood.question();
        }
        throw new IllegalArgumentException(((Parsed.Refused<T>) parsed).reason());
    }

    private Future<String> explain(Asked asked) {
        DescribedRequest request = ExplainQuestion.request(asked.body());
        return ask(
                stages.edge(),
                edge -> edge.explain(request, asked.reader())
                        .map(explanation -> explanation.toJson(ExplainQuestion::describe)));
    }

    private Future<String> sql(Asked asked) {
        String query = query(asked.body());
        return ask(stages.warehouse(), warehouse -> warehouse.query(query, Questions::json));
    }

    private static String json(SqlAnswer answer) {
        if (answer instanceof SqlAnswer.Refused refused) {
            throw new IllegalArgumentException(refused.why());
        }
        return SqlJson.of(answer);
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
