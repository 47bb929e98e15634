package io.ecompulse.edge;

import io.ecompulse.config.KeyMode;
import io.ecompulse.config.Rate;
import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.ecompulse.edge.RateLimiter.Allowance;
import io.ecompulse.edge.protocol.Refusal;
import io.ecompulse.event.RejectReason;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may send, by the sources now in force: first the key, then the page it is used on, then the source's rate.
 * Shared by all event loops.
 */
final class Admission {
    private final Supplier<Sources> sources;
    private final Rate usualRate;
    private final RateLimiter rates;
    private final EdgeMeters meters;

    /** @param usualRate of sources that name none */
    Admission(Supplier<Sources> sources, Rate usualRate, RateLimiter rates, EdgeMeters meters) {
        this.sources = sources;
        this.usualRate = usualRate;
        this.rates = rates;
        this.meters = meters;
    }

    /**
     * Who asks.
     *
     * @param key null when none was sent
     * @param origin of the page, null when none was named
     * @param protocol as the envelope names it
     */
    record Applicant(@Nullable String key, @Nullable String origin, String protocol) {}

    /** What became of an applicant. */
    sealed interface Decision {
        /** What its source has left; null where nothing limits it, or nothing was asked for yet. */
        @Nullable
        Allowance allowance();

        /** @param allowance null where nothing limits the source, or nothing was asked for yet */
        record Admitted(Source source, @Nullable Allowance allowance) implements Decision {}

        /** @param allowance what its source has left when that was the reason, else null */
        record Refused(Refusal refusal, @Nullable Allowance allowance) implements Decision {
            /** The least that it has to wait. */
            Duration waitMin() {
                return allowance == null ? Duration.ZERO : allowance.until();
            }
        }
    }

    /** Whether it may send at all. */
    Decision enter(Applicant applicant) {
        Sources now = sources.get();
        String key = applicant.key();
        Optional<Source> owner = key == null ? Optional.empty() : now.byWriteKey(key);
        RejectReason reason = key == null ? RejectReason.MISSING_KEY : RejectReason.UNKNOWN_KEY;
        Source source = owner.or(() -> now.forStranger(key)).orElse(null);
        if (source == null) {
            return refused(reason, describe(reason));
        }
        if (!source.allows(applicant.origin())) {
            return refused(RejectReason.ORIGIN_NOT_ALLOWED, "pages of this origin may not send for this source");
        }
        if (owner.isEmpty() && now.keys() == KeyMode.DRY_RUN) {
            meters.unenforced(reason, applicant.protocol());
        }
        return new Decision.Admitted(source, null);
    }

    /** Whether a source may send so many events now. What no event could be read from counts as one. */
    Decision spend(Source source, int events) {
        Rate named = source.rate();
        Rate rate = named == null ? usualRate : named;
        if (!rate.isLimited()) {
            return new Decision.Admitted(source, null);
        }
        Allowance allowance = rates.take(source.id(), rate, Math.max(1, events));
        String detail =
                "this source may send " + rate.eventsPerSecond() + " events a second, " + rate.burst() + " at once";
        return allowance.isGranted()
                ? new Decision.Admitted(source, allowance)
                : new Decision.Refused(new Refusal(RejectReason.RATE_LIMITED, detail), allowance);
    }

    /** {@link #enter} and {@link #spend} in one, for every further batch of a stream: keys and rates change meanwhile. */
    Decision admit(Applicant applicant, int events) {
        Decision entered = enter(applicant);
        return entered instanceof Decision.Admitted admitted ? spend(admitted.source(), events) : entered;
    }

    private static Decision refused(RejectReason reason, String detail) {
        return new Decision.Refused(new Refusal(reason, detail), null);
    }

    private static String describe(RejectReason reason) {
        return reason == RejectReason.MISSING_KEY
                ? "no write key: send it as the user of Basic authentication"
                : "no source has this write key";
    }
}
