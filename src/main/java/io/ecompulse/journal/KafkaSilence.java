package io.ecompulse.journal;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of Kafka's health from its answers, and when that keeps the process from being ready. A hiccup does not: only
 * silence, or refusals without a single acknowledgement, for longer than a bound. Without traffic a probe's answers keep it
 * informed, and refusals are forgotten after the bound, so that new traffic can show that all is well again. Only the end of
 * the sending thread is for good. Thread-safe.
 */
final class KafkaSilence {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSilence.class);

    private final long maxNanos;
    private final LongSupplier nanos;
    private volatile long answeredAt;
    private volatile @Nullable Refusals refusals;
    private volatile @Nullable String end;

    /** Refusals since the last acknowledgement. */
    private record Refusals(long first, long last, String reason) {}

    KafkaSilence(Duration max, LongSupplier nanos) {
        this.maxNanos = max.toNanos();
        this.nanos = nanos;
        this.answeredAt = nanos.getAsLong();
    }

    /** An append was acknowledged. */
    void acknowledged() {
        answeredAt = nanos.getAsLong();
        if (refusals != null) {
            refusals = null;
            LOG.info("Kafka acknowledges appends again");
        }
    }

    /** A probe was answered, which says nothing about appends. */
    void answered() {
        answeredAt = nanos.getAsLong();
    }

    /** An append failed. Logged only when it is the first since all was well. */
    void refused(Throwable fault) {
        long now = nanos.getAsLong();
        Refusals known = refusals;
        if (known == null) {
            LOG.warn("Kafka does not acknowledge appends: {}", fault.toString());
        }
        refusals = new Refusals(known == null ? now : known.first(), now, fault.toString());
    }

    /** Nothing will be sent any more, whatever Kafka answers. */
    void ended(Throwable fault) {
        LOG.error(
                "The journal's sending thread ended; nothing can be appended until the process is started again",
                fault);
        end = "The journal's sending thread ended, start the process again: " + fault;
    }

    /** One sentence when the process should take no traffic, else null. */
    @Nullable
    String problem() {
        if (end != null) {
            return end;
        }
        long now = nanos.getAsLong();
        long silent = now - answeredAt;
        if (silent > maxNanos) {
            return "Kafka has not answered for " + Duration.ofNanos(silent).toSeconds() + " s.";
        }
        Refusals known = refusals;
        if (known != null && now - known.first() > maxNanos && now - known.last() <= maxNanos) {
            return "Kafka has acknowledged no append for "
                    + Duration.ofNanos(now - known.first()).toSeconds() + " s: " + known.reason();
        }
        return null;
    }
}
