package io.ecompulse.edge;

import io.ecompulse.config.KeyMode;
import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.ecompulse.edge.protocol.Refusal;
import io.ecompulse.event.RejectReason;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides who may send, by the sources now in force. Shared by all event loops. */
final class Admission {
    private final Supplier<Sources> sources;
    private final EdgeMeters meters;

    Admission(Supplier<Sources> sources, EdgeMeters meters) {
        this.sources = sources;
        this.meters = meters;
    }

    /** What became of a sender. */
    sealed interface Decision {
        /** It sends for this source. */
        record Admitted(Source source) implements Decision {}

        record Refused(Refusal refusal) implements Decision {}
    }

    /**
     * @param key null when none was sent
     * @param protocol as the envelope names it
     */
    Decision sender(@Nullable String key, String protocol) {
        Sources now = sources.get();
        Optional<Source> owner = key == null ? Optional.empty() : now.byWriteKey(key);
        if (owner.isPresent()) {
            return new Decision.Admitted(owner.get());
        }
        RejectReason reason = key == null ? RejectReason.MISSING_KEY : RejectReason.UNKNOWN_KEY;
        Optional<Source> stranger = now.forStranger(key);
        if (stranger.isEmpty()) {
            return new Decision.Refused(new Refusal(reason, detail(reason)));
        }
        if (now.keys() == KeyMode.DRY_RUN) {
            meters.unenforced(reason, protocol);
        }
        return new Decision.Admitted(stranger.get());
    }

    private static String detail(RejectReason reason) {
        return reason == RejectReason.MISSING_KEY
                ? "no write key: send it as the user of Basic authentication"
                : "no source has this write key";
    }
}
