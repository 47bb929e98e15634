package io.ecompulse.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ecompulse.app.Question.Asked;
import io.ecompulse.config.Source;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/…}: checks the read token, keeps a reader to its own source, asks the question and answers JSON. A wrong
 * question is a 400 with a sentence, a missing role a 404, our own trouble a 503.
 */
final class ApiRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ApiRoutes.class);
    private static final String PREFIX = "/api/v1/";
    private static final long BODY_BYTES_MAX = 64 * 1024;
    /** Two answers that differ only in when they were given are the same to whoever keeps one. */
    private static final Pattern AS_OF = Pattern.compile("\"asOf\":\"[^\"]*\",?");

    private final Tokens tokens;
    private final Map<String, Question> questions;
    private final LiveSocket live;
    private final long freshSeconds;

    /**
     * @param questions by method and name: {@code GET totals}, {@code POST sql}
     * @param fresh how long whoever asked may show an answer again without asking
     */
    ApiRoutes(Tokens tokens, Map<String, Question> questions, LiveSocket live, Duration fresh) {
        this.freshSeconds = fresh.toSeconds();
        this.tokens = tokens;
        this.questions = Map.copyOf(questions);
        this.live = live;
    }

    LiveSocket live() {
        return live;
    }

    void mount(Router router) {
        router.post(PREFIX + "*")
                .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX).setHandleFileUploads(false));
        router.route(PREFIX + "*").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        String name = context.normalizedPath().substring(PREFIX.length());
        Question question = questions.get(context.request().method().name() + " " + name);
        Optional<Source> reader = tokens.reader(context.request());
        MultiMap parameters = context.queryParams();
        if (reader.isEmpty()) {
            context.response().putHeader("www-authenticate", "Bearer");
            refuse(context, 401, "a read token is needed: Authorization: Bearer <token>");
        } else if (question == null) {
            refuse(
                    context,
                    404,
                    "there is no such question here: " + context.request().method() + " " + PREFIX + name);
        } else if (parameters.contains("source")
                && !parameters.get("source").equals(reader.get().id())) {
            refuse(context, 403, "this token reads source " + reader.get().id() + " only");
        } else {
            String body = context.body() == null ? "" : context.body().asString();
            ask(context, question, new Asked(reader.get(), parameters, body == null ? "" : body));
        }
    }

    private void ask(RoutingContext context, Question question, Asked asked) {
        try {
            question.ask(asked).onSuccess(json -> answer(context, json)).onFailure(fault -> refuse(context, fault));
        } catch (IllegalArgumentException wrong) {
            refuse(context, wrong);
        }
    }

    /** What was read may be kept for a moment, and is not sent again to whoever has it. */
    private void answer(RoutingContext context, String json) {
        if (!context.request().method().equals(HttpMethod.GET)) {
            json(context, 200, json);
            return;
        }
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        String tag = EntityTag.weak(AS_OF.matcher(json).replaceFirst(""));
        response.putHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=" + freshSeconds)
                .putHeader(HttpHeaders.VARY, "authorization")
                .putHeader(HttpHeaders.ETAG, tag);
        Future<Void> sent = EntityTag.isHeld(context.request().getHeader(HttpHeaders.IF_NONE_MATCH), tag)
                ? response.setStatusCode(304).end()
                : response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .end(json);
        sent.onFailure(gone -> {});
    }

    private static void refuse(RoutingContext context, Throwable fault) {
        if (fault instanceof IllegalArgumentException) {
            refuse(context, 400, String.valueOf(fault.getMessage()));
        } else {
            LOG.warn("Query {} failed", context.request().path(), fault);
            refuse(
                    context,
                    503,
                    "the answer cannot be had right now: " + fault.getClass().getSimpleName());
        }
    }

    private static void refuse(RoutingContext context, int status, String error) {
        json(
                context,
                status,
                JsonNodeFactory.instance.objectNode().put("error", error).toString());
    }

    private static void json(RoutingContext context, int status, String body) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body)
                .onFailure(gone -> {});
    }
}
