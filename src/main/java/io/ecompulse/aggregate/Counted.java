package io.ecompulse.aggregate;

import io.ecompulse.event.CanonicalName;
import io.ecompulse.event.Commerce;
import io.ecompulse.event.Event;
import io.ecompulse.event.EventType;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.Money;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.RecordKey;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * All that one event adds, read from its record in one go: whatever may fail in a client's bytes has failed before anything is
 * counted. Times in epoch milliseconds.
 *
 * @param received when it arrived
 * @param time of the minute it counts in
 * @param late whether that is its arrival because its own time is not believed, or over
 * @param visitor a hash, null without a visitor
 * @param session a hash, null without a session
 * @param id as bytes, for {@link #summary}
 */
record Counted(
        String source,
        EventType type,
        String name,
        long received,
        long time,
        boolean late,
        @Nullable Long visitor,
        @Nullable Long session,
        @Nullable Purchase purchase,
        @Nullable Money refund,
        byte[] id) {
    private static final int NAME_LENGTH_MAX = 100;
    private static final int ID_LENGTH_MAX = 100;

    /**
     * A completed order.
     *
     * @param digest of source and order id; null without an id
     */
    record Purchase(
            byte @Nullable [] digest, long units, @Nullable Money revenue) {}

    /** @throws MalformedJson as {@link Event#read} does */
    static Counted of(JournalRecord record, AggregateConfig config) throws MalformedJson {
        Event event = Event.read(record.value());
        long received = event.times().received() / 1_000;
        long own = event.times().timestamp() / 1_000;
        // The event's own time counts while its minute can still live.
        boolean late = own > received + config.tolerance().toMillis()
                || own < received - config.retention().minute().toMillis();
        return new Counted(
                event.source(),
                event.type(),
                cut(event.name(), NAME_LENGTH_MAX),
                received,
                late ? received : own,
                late,
                visitor(record.key()),
                session(event),
                event.name().equals(CanonicalName.ORDER_COMPLETED) ? purchase(event) : null,
                event.name().equals(CanonicalName.ORDER_REFUNDED) ? refund(event) : null,
                record.id());
    }

    /** For the live page, as JSON and without personal data. */
    String summary() {
        return RecentEvent.of(
                        type.tag(), name, source, cut(new String(id, StandardCharsets.UTF_8), ID_LENGTH_MAX), received)
                .toJson();
    }

    private static @Nullable Long visitor(byte[] key) {
        return RecordKey.sourceLength(key) + 1 < key.length ? Hash64.of(key, 0) : null;
    }

    private static @Nullable Long session(Event event) {
        JsonValue session = event.sessionId();
        byte[] id = session == null ? null : session.utf8();
        // The seed keeps equal session ids of two sources apart, as the key does for visitors.
        return id != null && id.length > 0 ? Hash64.of(id, event.source().hashCode()) : null;
    }

    private static Purchase purchase(Event event) {
        JsonFields properties = event.properties();
        if (properties == null) {
            return new Purchase(null, 0, null);
        }
        Commerce order = new Commerce(properties);
        JsonValue idValue = order.orderId();
        byte[] id = idValue == null ? null : idValue.utf8();
        byte[] digest = id != null && id.length > 0 ? OrderId.digest(event.source(), id) : null;
        return new Purchase(digest, order.units(), order.revenue());
    }

    private static @Nullable Money refund(Event event) {
        JsonFields properties = event.properties();
        return properties == null ? null : new Commerce(properties).refund();
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
