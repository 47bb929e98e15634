package io.ecompulse.edge.protocol;

import io.ecompulse.event.JsonValue;
import io.ecompulse.event.Redaction;
import io.ecompulse.event.RejectReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of another vocabulary. Each is translated, then judged like every other; one that fails is kept as the client wrote
 * it.
 */
record TranslatedBatch(
        EventJudge judge,
        ProtocolLimits limits,
        List<JsonValue> items,
        Translation translation,
        @Nullable String writeKey)
        implements Batch {
    /** What the tracking spec's names add to an event. */
    static final int ADDED_BYTES = 2 * 1024;

    /** The batch, or why it is too much for one. */
    static Opened of(
            EventJudge judge,
            ProtocolLimits limits,
            List<JsonValue> items,
            Translation translation,
            @Nullable String writeKey) {
        TranslatedBatch batch = new TranslatedBatch(judge, limits, items, translation, writeKey);
        return batch.expandedBytes() <= limits.expandedBytesMax()
                ? batch
                : new Refusal(
                        RejectReason.TOO_LARGE, "translated it may exceed " + limits.expandedBytesMax() + " bytes");
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public long expandedBytes() {
        long bytes = 0;
        for (JsonValue item : items) {
            bytes += bytesMax(item);
        }
        return bytes;
    }

    @Override
    public int bytes(int index) {
        return items.get(index).length();
    }

    @Override
    public Verdict verdict(int index, Screen screen, Identities ids) {
        return kept(judged(items.get(index), screen, ids), items.get(index), screen);
    }

    /** A failed event is kept as it came, or not at all: our words for it would mean nothing to who sends it again. */
    private Verdict kept(Verdict verdict, JsonValue item, Screen screen) {
        return verdict instanceof Verdict.Unsound unsound
                ? new Verdict.Unsound(
                        unsound.id(),
                        unsound.reason(),
                        unsound.detail(),
                        screen.mayTakeSomething() ? Screen.NOTHING : withoutAddresses(item, screen))
                : verdict;
    }

    /** I10: each language has its own word for an address, so where one is to be cut none is kept. */
    private JsonValue withoutAddresses(JsonValue item, Screen screen) {
        return screen.cutsAddresses() && item.isObject() && judge.fault(item) == null
                ? Redaction.of(item, new Redaction.What(false, true, true, null))
                : item;
    }

    private Verdict judged(JsonValue item, Screen screen, Identities ids) {
        if (item.length() > limits.eventBytesMax()) {
            return tooLarge(item, "the event has " + item.length() + " bytes");
        }
        EventText event = new EventText(bytesMax(item));
        Refusal unreadable = translation.translate(item, event, ids);
        if (unreadable != null) {
            return new Verdict.Unsound(null, unreadable.reason(), unreadable.detail(), item);
        }
        JsonValue translated = event.toValue();
        if (event.isFull()) {
            return tooLarge(item, "translated, the event has too many bytes");
        }
        return judge.verdict(translated, Shared.NOTHING, null, screen, ids);
    }

    private int bytesMax(JsonValue item) {
        return (int) Math.min(limits.eventBytesMax(), (long) translation.growth() * item.length() + ADDED_BYTES);
    }

    private Verdict tooLarge(JsonValue item, String what) {
        String detail = what + ", " + limits.eventBytesMax() + " are allowed";
        return new Verdict.Unsound(null, RejectReason.TOO_LARGE, detail, item);
    }
}
