package io.ecompulse.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The sources by their keys. Look-ups take the same time whatever prefix of a key is right. Immutable. */
public final class Sources {
    private final List<Source> sources;

    public Sources(List<Source> sources) {
        this.sources = List.copyOf(sources);
    }

    public List<Source> all() {
        return sources;
    }

    /** The enabled source that owns this write key. */
    public Optional<Source> byWriteKey(String key) {
        return find(key, Source::writeKeys);
    }

    /** The enabled source that owns this read token. */
    public Optional<Source> byReadToken(String token) {
        return find(token, Source::readTokens);
    }

    private Optional<Source> find(String secret, Function<Source, List<String>> secrets) {
        byte[] given = secret.getBytes(StandardCharsets.UTF_8);
        Source found = null;
        for (Source source : sources) {
            for (String known : secrets.apply(source)) {
                if (MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), given)) {
                    found = source;
                }
            }
        }
        return Optional.ofNullable(found).filter(Source::enabled);
    }
}
