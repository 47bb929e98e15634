package io.ecompulse.aggregate;

import io.ecompulse.event.CanonicalName;
import io.ecompulse.event.Commerce;
import io.ecompulse.event.Event;
import io.ecompulse.event.EventType;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.Money;
import io.ecompulse.event.UserAgent.DeviceClass;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.RecordKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one event adds, read from its record in one go: whatever may fail in a client's bytes has failed before anything is
 * counted. Times in epoch milliseconds.
 *
 * @param received when it arrived
 * @param place where in time it counts
 * @param corrected its client's own time is not believed
 * @param visitor a hash, null without a visitor
 * @param session a hash of the session as the client names it, or null
 * @param device null where the user agent does not tell
 * @param country two letters, or null
 * @param key of its record, and {@code id} as bytes, for {@link #summary}
 */
record Counted(
        Channel channel,
        EventType type,
        String name,
        long received,
        Place place,
        boolean corrected,
        @Nullable Long visitor,
        @Nullable Long session,
        @Nullable FunnelStep step,
        List<Interest> interests,
        @Nullable Purchase purchase,
        @Nullable Money refund,
        @Nullable DeviceClass device,
        @Nullable String country,
        byte[] key,
        byte[] id) {
    private static final int NAME_LENGTH_MAX = 100;

    /** Reads one record after the other, remembering what user agents mean. Not thread-safe. */
    static Fold.Reader reader(AggregateConfig config) {
        Devices devices = new Devices(config.agentsMax());
        return record -> of(record, config, devices);
    }

    /** @throws MalformedJson as {@link Event#read} does */
    static Counted of(JournalRecord record, AggregateConfig config, Devices devices) throws MalformedJson {
        Event event = Event.read(record.value());
        long received = event.times().received() / 1_000;
        JsonFields context = event.context();
        String name = event.name();
        boolean commerce = event.type() == EventType.TRACK || event.type() == EventType.PAGE;
        JsonFields properties = commerce ? event.properties() : null;
        boolean order = name.equals(CanonicalName.ORDER_COMPLETED);
        return new Counted(
                new Channel(event.source(), event.bot() != null),
                event.type(),
                cut(name, NAME_LENGTH_MAX),
                received,
                Place.of(received, event.times().timestamp() / 1_000, config),
                event.times().isCorrected(),
                event.isKeyedByVisitor() ? visitor(record.key()) : null,
                session(event, context),
                FunnelStep.of(name),
                Interest.of(event.type(), name, properties, context),
                order ? Purchase.of(event.source(), properties) : null,
                name.equals(CanonicalName.ORDER_REFUNDED) && properties != null
                        ? new Commerce(properties).refund()
                        : null,
                devices.of(event.agent(context)),
                event.country(),
                record.key(),
                record.id());
    }

    /** For the live page. */
    RecentEvent summary(Masking masking) {
        RecentEvent.Sight sight = new RecentEvent.Sight(channel.source(), key, id, received, false);
        return RecentEvent.of(type.tag(), name, sight, masking);
    }

    private static @Nullable Long visitor(byte[] key) {
        return RecordKey.sourceLength(key) + 1 < key.length ? Hash64.of(key, 0) : null;
    }

    private static @Nullable Long session(Event event, @Nullable JsonFields context) {
        JsonValue inContext = context == null ? null : context.present(Event.SESSION_ID);
        JsonValue session = inContext == null ? event.fields().present(Event.SESSION_ID) : inContext;
        byte[] id = session == null ? null : session.utf8();
        // The seed keeps equal session ids of two sources apart, as the key does for visitors.
        return id != null && id.length > 0 ? Hash64.of(id, event.source().hashCode()) : null;
    }

    /** The beginning of a text, without half a character at its end. */
    static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
