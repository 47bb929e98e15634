package io.ecompulse.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sources by their keys. A look-up takes the same time whatever part of a key or token is right. Immutable.
 */
public final class Sources {
    private final List<Source> sources;
    private final Strangers strangers;
    private final KeyDigest.Maker digests = new KeyDigest.Maker();
    private final Map<KeyDigest, Source> byWriteKey = new HashMap<>();
    private final Map<KeyDigest, Source> byReadToken = new HashMap<>();

    /**
     * What becomes of events without a known write key.
     *
     * @param source whose they are; null only where keys are enforced
     */
    public record Strangers(KeyMode keys, @Nullable Source source) {
        /** They are refused. */
        public static final Strangers REFUSED = new Strangers(KeyMode.ENFORCE, null);
    }

    /** Sources whose keys are enforced. */
    public Sources(List<Source> sources) {
        this(sources, Strangers.REFUSED);
    }

    public Sources(List<Source> sources, Strangers strangers) {
        this.sources = List.copyOf(sources);
        this.strangers = strangers;
        for (Source source : sources) {
            source.writeKeys().forEach(key -> byWriteKey.put(digests.of(key), source));
            source.readTokens().forEach(token -> byReadToken.put(digests.of(token), source));
        }
    }

    public List<Source> all() {
        return sources;
    }

    /** How strictly write keys are looked at. */
    public KeyMode keys() {
        return strangers.keys();
    }

    /** The enabled source that owns this write key. */
    public Optional<Source> byWriteKey(String key) {
        return owner(byWriteKey, key).filter(Source::enabled);
    }

    /**
     * Whose the events of a sender are that has no key of an enabled source. Nobody's where keys are enforced, nor when the key
     * belongs to a source that was disabled: that was somebody's decision.
     *
     * @param key null when none was sent
     */
    public Optional<Source> forStranger(@Nullable String key) {
        boolean isDisabled = key != null && owner(byWriteKey, key).isPresent();
        return isDisabled || strangers.keys() == KeyMode.ENFORCE
                ? Optional.empty()
                : Optional.ofNullable(strangers.source());
    }

    /** The enabled source that owns this read token. */
    public Optional<Source> byReadToken(String token) {
        return owner(byReadToken, token).filter(Source::enabled);
    }

    private Optional<Source> owner(Map<KeyDigest, Source> owners, String key) {
        return Optional.ofNullable(owners.get(digests.of(key)));
    }
}
