package io.ecompulse.edge;

import java.util.Locale;

/** How a stream ends, as clients see it. Codes from 4000 on are our own; the others are RFC 6455's. */
enum CloseCode {
    PROTOCOL_ERROR(1002),
    UNSUPPORTED(1003),
    NOT_TEXT(1007),
    BROKEN_RULES(1008),
    CREDIT_EXCEEDED(1008),
    FLOOD(1008),
    TOO_LARGE(1009),
    INTERNAL(1011),
    RESTARTING(1012),
    TRY_LATER(1013),
    SLOW_READER(1013),
    NO_HELLO(4400),
    WRONG_KEY(4401),
    LATE_HELLO(4408),
    SILENT(4408);

    private final short number;

    CloseCode(int number) {
        this.number = (short) number;
    }

    short number() {
        return number;
    }

    /** Names it in the meters: several reasons share a number. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
