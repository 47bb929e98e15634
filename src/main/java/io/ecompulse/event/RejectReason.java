package io.ecompulse.event;

import java.lang.System.Logger.Level;

/**
 * Why an event or a whole request was not accepted: the one home of the tag (metrics and answers), the HTTP status of a
 * request that fails as a whole, whether sending the same bytes again can succeed, and how loudly we log it.
 */
public enum RejectReason {
    // The client's bytes: sending them again cannot help.
    MALFORMED("malformed", 400, false, Level.DEBUG),
    INVALID_UTF8("invalid_utf8", 400, false, Level.DEBUG),
    TOO_DEEP("too_deep", 400, false, Level.DEBUG),
    UNKNOWN_TYPE("unknown_type", 400, false, Level.DEBUG),
    MISSING_EVENT("missing_event", 400, false, Level.DEBUG),
    MISSING_IDENTITY("missing_identity", 400, false, Level.DEBUG),
    BAD_ENCODING("bad_encoding", 400, false, Level.DEBUG),
    UNSUPPORTED_ENCODING("unsupported_encoding", 415, false, Level.DEBUG),
    TOO_LARGE("too_large", 413, false, Level.DEBUG),
    TOO_MANY_EVENTS("too_many_events", 413, false, Level.DEBUG),

    // The request line and its credentials.
    MISSING_KEY("missing_key", 401, false, Level.DEBUG),
    UNKNOWN_KEY("unknown_key", 401, false, Level.DEBUG),
    ORIGIN_NOT_ALLOWED("origin_not_allowed", 403, false, Level.DEBUG),
    NOT_FOUND("not_found", 404, false, Level.DEBUG),
    METHOD_NOT_ALLOWED("method_not_allowed", 405, false, Level.DEBUG),

    // Too much of it: nothing was kept, the same bytes are welcome later.
    RATE_LIMITED("rate_limited", 429, true, Level.DEBUG),

    // Our trouble: nothing was kept, the same bytes are welcome again.
    TIMEOUT("timeout", 408, true, Level.DEBUG),
    OVERLOADED("overloaded", 503, true, Level.WARNING),
    JOURNAL_UNAVAILABLE("journal_unavailable", 503, true, Level.WARNING),
    SPOOL_FULL("spool_full", 503, true, Level.WARNING),
    SPOOL_FAILING("spool_failing", 503, true, Level.ERROR),
    DRAINING("draining", 503, true, Level.INFO),
    INTERNAL("internal", 500, true, Level.ERROR);

    private final String tag;
    private final int status;
    private final boolean retryable;
    private final Level level;

    RejectReason(String tag, int status, boolean retryable, Level level) {
        this.tag = tag;
        this.status = status;
        this.retryable = retryable;
        this.level = level;
    }

    public String tag() {
        return tag;
    }

    /** The HTTP status when the whole request is refused for this reason; a single event of a batch never decides it. */
    public int status() {
        return status;
    }

    public boolean retryable() {
        return retryable;
    }

    public Level level() {
        return level;
    }
}
