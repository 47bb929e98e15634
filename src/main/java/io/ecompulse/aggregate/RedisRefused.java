package io.ecompulse.aggregate;

/** This Redis is reachable, but set up so that numbers would be wrong; the message says what to change. */
public final class RedisRefused extends Exception {
    private static final long serialVersionUID = 1L;

    RedisRefused(String message) {
        super(message, null, false, false);
    }
}
