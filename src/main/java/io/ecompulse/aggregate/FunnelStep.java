package io.ecompulse.aggregate;

import io.ecompulse.event.CanonicalName;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The way to an order. A step counts the distinct visitors who took it, whether or not they took those before. */
public enum FunnelStep {
    PRODUCT_VIEWED(CanonicalName.PRODUCT_VIEWED),
    PRODUCT_ADDED(CanonicalName.PRODUCT_ADDED),
    CHECKOUT_STARTED(CanonicalName.CHECKOUT_STARTED),
    ORDER_COMPLETED(CanonicalName.ORDER_COMPLETED);

    private final String event;

    FunnelStep(String event) {
        this.event = event;
    }

    /** As an answer names it: {@code product_viewed}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The step that an event of this canonical name is, or null. */
    static @Nullable FunnelStep of(String name) {
        for (FunnelStep step : values()) {
            if (step.event.equals(name)) {
                return step;
            }
        }
        return null;
    }
}
