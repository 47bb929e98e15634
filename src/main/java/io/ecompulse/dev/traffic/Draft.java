package io.ecompulse.dev.traffic;

import io.vertx.core.json.JsonObject;

/**
 * What a visitor does next, before it has an id and a time.
 *
 * @param name the event's name, or the page's
 * @param details properties, or traits of an identify call
 * @param page where the visitor is
 */
record Draft(Kind kind, String name, JsonObject details, Page page) {

    enum Kind {
        PAGE,
        TRACK,
        IDENTIFY
    }

    /**
     * @param path starts with a slash, without the shop's address
     * @param query starts with a question mark, or is empty
     */
    record Page(String path, String query, String title) {}
}
