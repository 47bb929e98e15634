package io.ecompulse.lake;

import io.ecompulse.event.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * One product line of an event on its way to a row of {@code order_items}.
 *
 * @see EventRow what the lines of an event have in common
 */
final class LineRow extends Row {
    private final EventRow event;
    private final JsonValue line;
    private final long number;
    private final Product product;

    /** @param number of the line in its list, from 1 */
    LineRow(EventRow event, JsonValue line, long number, String currency) {
        this.event = event;
        this.line = line;
        this.number = number;
        this.product = new Product(line.fields(), currency);
    }

    EventRow event() {
        return event;
    }

    /** As the client wrote it. */
    @Nullable
    JsonValue line() {
        return line;
    }

    Long number() {
        return number;
    }

    /** Of nothing when the line is no object. */
    Product product() {
        return product;
    }
}
