package io.ecompulse.app;

import io.ecompulse.config.Source;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;

/** One question of the query API: who asks and with which parameters, answered in JSON. */
@FunctionalInterface
interface Question {
    /** Fails with {@link IllegalArgumentException}, whose message is a sentence for the asker, when the question is wrong. */
    Future<String> ask(Asked asked);

    /**
     * @param reader the source whose read token was shown; a reader sees its own source only
     * @param body the request's body, empty for GET
     */
    record Asked(Source reader, MultiMap parameters, String body) {}
}
