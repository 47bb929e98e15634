package io.ecompulse.lake;

import io.ecompulse.event.Memo;
import io.ecompulse.event.Platform;
import io.ecompulse.event.UserAgent;
import java.util.Optional;

/** What a stage remembers of the texts that most of its events share. */
final class Memos {
    private final Memo<UserAgent> agents;
    private final Memo<Optional<Platform>> platforms;
    private final Memo<Referrer> referrers;

    /** @param entries of each kind */
    Memos(int entries) {
        this.agents = new Memo<>(entries, UserAgent::of);
        this.platforms = new Memo<>(entries, name -> Optional.ofNullable(Platform.named(name)));
        this.referrers = new Memo<>(entries, Referrer::of);
    }

    Memo<UserAgent> agents() {
        return agents;
    }

    Memo<Optional<Platform>> platforms() {
        return platforms;
    }

    /** By host. */
    Memo<Referrer> referrers() {
        return referrers;
    }
}
