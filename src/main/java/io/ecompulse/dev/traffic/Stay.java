package io.ecompulse.dev.traffic;

import io.ecompulse.dev.traffic.Draft.Page;
import io.vertx.core.json.JsonObject;

/**
 * Who does something, on which device, in which session: all that an event says besides what happened.
 *
 * @param sessionId the same for all events of one visit
 */
record Stay(Visitor visitor, Arrival arrival, String sessionId) {

    /** The event as a client library would send it, still without the id and the time that make it one event. */
    JsonObject event(Draft draft) {
        JsonObject event = new JsonObject().put("type", type(draft));
        switch (draft.kind()) {
            case PAGE -> event.put("name", draft.name()).put("properties", properties(draft));
            case TRACK -> event.put("event", draft.name()).put("properties", properties(draft));
            case IDENTIFY -> event.put("traits", draft.details());
        }
        event.put("anonymousId", visitor.anonymousId());
        String userId = visitor.userId();
        if (userId != null) {
            event.put("userId", userId);
        }
        return event.put("context", context(draft.page()));
    }

    private String type(Draft draft) {
        return switch (draft.kind()) {
            case PAGE -> visitor.device().isApp() ? "screen" : "page";
            case TRACK -> "track";
            case IDENTIFY -> "identify";
        };
    }

    private JsonObject properties(Draft draft) {
        JsonObject properties = draft.details();
        return draft.kind() == Draft.Kind.PAGE && !visitor.device().isApp()
                ? properties.mergeIn(page(draft.page()))
                : properties;
    }

    private JsonObject context(Page page) {
        JsonObject context = visitor.device()
                .context()
                .put("locale", visitor.market().locale())
                .put("timezone", visitor.market().timezone())
                .put("sessionId", sessionId);
        if (!visitor.device().isApp()) {
            context.put("page", page(page));
        }
        Arrival.Campaign campaign = arrival.campaign();
        if (campaign != null) {
            context.put("campaign", campaign.json());
        }
        return context;
    }

    private JsonObject page(Page page) {
        return new JsonObject()
                .put("path", page.path())
                .put("referrer", arrival.referrer())
                .put("search", page.query())
                .put("title", page.title())
                .put("url", visitor.market().shop() + page.path() + page.query());
    }
}
