package io.ecompulse.journal;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides, from what became of the appends before, whether the next one is worth trying at Kafka. Thread-safe.
 *
 * <pre>
 *  closed ──too many errors, or one append unanswered too long──> open ──cool-down──> half-open, one probe
 *    ^                                                             ^                       │   │
 *    │                                                             └──the probe failed─────┘   │
 *    └───────────────────────────────the probe was acknowledged────────────────────────────────┘
 * </pre>
 */
final class Breaker {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final int SLOTS = 10;

    enum State {
        CLOSED(0),
        HALF_OPEN(1),
        OPEN(2);

        private final int level;

        State(int level) {
            this.level = level;
        }

        /** As meters tell it. */
        int level() {
            return level;
        }
    }

    /** Where an append goes. */
    enum Route {
        KAFKA,
        /** To Kafka, and the one append whose outcome decides whether others follow. */
        PROBE,
        /** Anywhere but to Kafka. */
        AWAY
    }

    private final BreakerConfig config;
    private final LongSupplier nanos;
    private final long slotNanos;
    private final long[] slotStarts = new long[SLOTS];
    private final int[] acknowledged = new int[SLOTS];
    private final int[] failed = new int[SLOTS];
    private int slot;
    private State state = State.CLOSED;
    /** When it opened, or when the probe under way was let through. */
    private long since;

    Breaker(BreakerConfig config, LongSupplier nanos) {
        this.config = config;
        this.nanos = nanos;
        this.slotNanos = Math.max(1, config.window().toNanos() / SLOTS);
        forget(nanos.getAsLong());
    }

    /** Where the next append goes. Whoever gets {@link Route#PROBE} must report what became of it. */
    synchronized Route route() {
        if (state == State.CLOSED) {
            return Route.KAFKA;
        }
        if (!isProbeDue(nanos.getAsLong())) {
            return Route.AWAY;
        }
        state = State.HALF_OPEN;
        since = nanos.getAsLong();
        return Route.PROBE;
    }

    /** Whether {@link #route} would lead to Kafka now; takes no probe. */
    synchronized boolean wouldTry() {
        return state == State.CLOSED || isProbeDue(nanos.getAsLong());
    }

    synchronized State state() {
        return state;
    }

    /** What became of an append that took this route: acknowledged, or a fault. */
    synchronized void outcome(Route route, @Nullable Throwable fault) {
        boolean isProbe = route == Route.PROBE;
        if (!isProbe && state != State.CLOSED) {
            return; // Sent before it opened; the probe decides.
        }
        Verdict verdict = Verdict.of(fault);
        switch (verdict) {
            case WELL -> {
                if (isProbe) {
                    close();
                } else {
                    acknowledged[slotNow()]++;
                }
            }
            case SILENT -> open("Kafka does not answer");
            case REFUSED -> {
                failed[slotNow()]++;
                if (isProbe || isOverRatio()) {
                    open("appends fail");
                }
            }
            case UNFIT -> {
                if (isProbe) {
                    close(); // Else a record that nobody can take would stand before all others for ever.
                }
            }
            case OURS -> {
                if (isProbe) {
                    open("the probe did not reach Kafka");
                }
            }
        }
    }

    /** What an outcome says about Kafka. */
    private enum Verdict {
        WELL,
        SILENT,
        REFUSED,
        /** The record's own fault, which says nothing against Kafka. */
        UNFIT,
        /** Our own bounds. */
        OURS;

        static Verdict of(@Nullable Throwable fault) {
            if (fault == null) {
                return WELL;
            }
            return !(fault instanceof JournalUnavailable known)
                    ? REFUSED
                    : switch (known.why()) {
                        case SILENT -> SILENT;
                        case REFUSED -> REFUSED;
                        case UNFIT -> UNFIT;
                        default -> OURS;
                    };
        }
    }

    /** A probe whose outcome nobody reported must not keep the breaker half open for ever. */
    private boolean isProbeDue(long now) {
        long wait = config.coolDown().toNanos();
        return now - since
                >= (state == State.OPEN ? wait : wait + config.silence().toNanos() * 2);
    }

    private boolean isOverRatio() {
        long good = 0;
        long bad = 0;
        long now = nanos.getAsLong();
        for (int i = 0; i < SLOTS; i++) {
            if (now - slotStarts[i] <= slotNanos * SLOTS) {
                good += acknowledged[i];
                bad += failed[i];
            }
        }
        return good + bad >= config.samplesMin() && bad * 100 >= (good + bad) * config.errorPercent();
    }

    private int slotNow() {
        long now = nanos.getAsLong();
        if (now - slotStarts[slot] >= slotNanos) {
            slot = (slot + 1) % SLOTS;
            slotStarts[slot] = now;
            acknowledged[slot] = 0;
            failed[slot] = 0;
        }
        return slot;
    }

    private void open(String why) {
        if (state == State.CLOSED) {
            LOG.warn("Kafka counts as away ({}); it is tried again every {}", why, config.coolDown());
        }
        state = State.OPEN;
        since = nanos.getAsLong();
    }

    private void close() {
        LOG.info("Kafka acknowledges again");
        state = State.CLOSED;
        forget(nanos.getAsLong());
    }

    private void forget(long now) {
        for (int i = 0; i < SLOTS; i++) {
            slotStarts[i] = now;
            acknowledged[i] = 0;
            failed[i] = 0;
        }
    }
}
