package io.ecompulse.edge.protocol;

import io.ecompulse.event.EventType;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body in the tracking spec's words, its items not yet judged.
 *
 * @param expandedBytes the items' own bytes, and once per item those that are shared
 */
record SegmentBatch(
        EventJudge judge,
        List<JsonValue> items,
        Shared shared,
        long expandedBytes,
        @Nullable EventType type,
        @Nullable String writeKey)
        implements Batch {
    private static final Name WRITE_KEY = new Name("writeKey");
    /** Longer texts are no keys of ours; reading them would only copy them. */
    private static final int KEY_BYTES_MAX = 1024;

    /** The key of a body's own members, or null. */
    static @Nullable String writeKey(@Nullable JsonFields members) {
        JsonValue key = members == null ? null : members.get(WRITE_KEY);
        boolean usable = key != null && key.isString() && key.length() <= KEY_BYTES_MAX;
        String text = usable && key != null ? key.text() : null;
        return text == null || text.isEmpty() ? null : text;
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public int bytes(int index) {
        return items.get(index).length() + shared.length();
    }

    @Override
    public Verdict verdict(int index, Screen screen, Identities ids) {
        return judge.verdict(items.get(index), shared, type, screen, ids);
    }
}
