package io.ecompulse.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sources by their keys. Write keys are public and looked up on every request, so their look-up is fast; read tokens are
 * secrets, and theirs takes the same time whatever part of a token is right. Immutable.
 */
public final class Sources {
    private final List<Source> sources;
    private final Map<String, Source> byWriteKey = new HashMap<>();
    private final List<Token> tokens = new ArrayList<>();

    private record Token(byte[] secret, Source source) {}

    public Sources(List<Source> sources) {
        this.sources = List.copyOf(sources);
        for (Source source : sources) {
            source.writeKeys().forEach(key -> byWriteKey.put(key, source));
            source.readTokens().forEach(token -> tokens.add(new Token(utf8(token), source)));
        }
    }

    public List<Source> all() {
        return sources;
    }

    /** The enabled source that owns this write key. */
    public Optional<Source> byWriteKey(String key) {
        return Optional.ofNullable(byWriteKey.get(key)).filter(Source::enabled);
    }

    /** The enabled source that owns this read token. */
    public Optional<Source> byReadToken(String token) {
        byte[] given = utf8(token);
        Source found = null;
        for (Token known : tokens) {
            if (MessageDigest.isEqual(known.secret, given)) {
                found = known.source;
            }
        }
        return Optional.ofNullable(found).filter(Source::enabled);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
