package io.ecompulse.aggregate;

import io.ecompulse.event.CanonicalName;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The way to an order. A step counts the distinct visitors who took it, whether or not they took those before. */
public enum FunnelStep {
    PRODUCT_VIEWED("f1", CanonicalName.PRODUCT_VIEWED),
    PRODUCT_ADDED("f2", CanonicalName.PRODUCT_ADDED),
    CHECKOUT_STARTED("f3", CanonicalName.CHECKOUT_STARTED),
    ORDER_COMPLETED("f4", CanonicalName.ORDER_COMPLETED);

    private final String letters;
    private final String event;

    FunnelStep(String letters, String event) {
        this.letters = letters;
        this.event = event;
    }

    /** As an answer names it: {@code product_viewed}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What stands for it in Redis' keys. */
    String letters() {
        return letters;
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
