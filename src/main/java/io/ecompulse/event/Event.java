package io.ecompulse.event;

import io.ecompulse.event.JsonFields.Name;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event as the readers of the journal see it: the envelope's words and bounds into the client's object.
 *
 * @param source the id of the source that sent it
 * @param privacy what the edge took away by the source's policy ({@code strip_ids}, …), or null for nothing
 * @param bot why the edge takes its user agent for no person's, or null
 * @param country where the client's address is, as two capital letters of ISO 3166-1, or null
 * @param fields the client's own object
 * @param name the canonical name (see {@link CanonicalName})
 * @param originalName what the client called it, or null
 */
public record Event(
        String source,
        String protocol,
        @Nullable JsonValue ip,
        @Nullable JsonValue userAgent,
        @Nullable JsonValue privacy,
        @Nullable JsonValue bot,
        @Nullable String country,
        EventType type,
        String name,
        @Nullable JsonValue originalName,
        EventTimes times,
        JsonFields fields) {
    public static final Name ANONYMOUS_ID = new Name("anonymousId");
    public static final Name USER_ID = new Name("userId");
    public static final Name GROUP_ID = new Name("groupId");
    public static final Name PREVIOUS_ID = new Name("previousId");
    public static final Name PROPERTIES = new Name("properties");
    public static final Name TRAITS = new Name("traits");
    public static final Name CONTEXT = new Name("context");
    public static final Name TYPE = new Name("type");
    public static final Name MESSAGE_ID = new Name("messageId");
    public static final Name EVENT = new Name("event");
    public static final Name NAME = new Name("name");
    public static final Name SESSION_ID = new Name("sessionId");

    /** The event, what it has (properties, context), and what those have (page, campaign, library). */
    private static final int OBJECT_LEVELS = 3;

    private static final Name ENVELOPE_VERSION = new Name("v");
    private static final Name RECEIVED_AT = new Name("receivedAt");
    private static final Name SOURCE = new Name("source");
    private static final Name PROTOCOL = new Name("protocol");
    private static final Name IP = new Name("ip");
    private static final Name USER_AGENT = new Name("userAgent");
    private static final Name PRIVACY = new Name("privacy");
    private static final Name BOT = new Name("bot");
    private static final Name COUNTRY = new Name("country");
    private static final Name LIBRARY = new Name("library");
    /** Libraries that write sentAt anew for every attempt (measured: wire.md §0.9). */
    private static final List<byte[]> FRESH_SENT_AT = List.of(
            utf8("analytics.js"),
            utf8("RudderLabs JavaScript SDK"),
            utf8("@segment/analytics-node"),
            utf8("Snowplow"),
            utf8("posthog-js"));

    /**
     * Reads a journal value.
     *
     * @throws MalformedJson when it is no envelope of ours, or one of a newer version, or its event lacks a type the edge would have insisted on
     */
    public static Event read(byte[] value) throws MalformedJson {
        JsonFields envelope = JsonFields.of(value, 0, value.length, OBJECT_LEVELS);
        JsonFields fields = envelope.object(EVENT);
        Long received = Timestamps.micros(envelope.get(RECEIVED_AT));
        String source = envelope.text(SOURCE);
        String protocol = envelope.text(PROTOCOL);
        EventType type = fields == null ? null : EventType.of(fields.get(TYPE));
        boolean known = isKnownVersion(envelope.get(ENVELOPE_VERSION));
        if (fields == null || received == null || source == null || protocol == null || type == null || !known) {
            throw new MalformedJson("no event envelope", 0);
        }
        JsonValue originalName = originalName(type, fields);
        return new Event(
                source,
                protocol,
                envelope.present(IP),
                envelope.present(USER_AGENT),
                envelope.present(PRIVACY),
                envelope.present(BOT),
                country(envelope.get(COUNTRY)),
                type,
                CanonicalName.of(type, originalName == null ? null : originalName.text()),
                originalName,
                EventTimes.of(fields, received, () -> stampsSentAtAnew(fields)),
                fields);
    }

    /** What the client called the event: {@code event} of a track call, {@code name} of a page or screen. */
    public static @Nullable JsonValue originalName(EventType type, JsonFields fields) {
        JsonValue name = switch (type) {
            case TRACK -> fields.present(EVENT);
            case PAGE, SCREEN -> fields.present(NAME);
            case IDENTIFY, GROUP, ALIAS -> null;
        };
        return name == null || name.isObject() || name.isArray() ? null : name;
    }

    /** The visitor: anonymousId, else userId; null when the client sent neither. Keys the journal. */
    public static byte @Nullable [] visitor(JsonFields fields) {
        byte[] anonymous = id(fields.get(ANONYMOUS_ID));
        return anonymous != null ? anonymous : id(fields.get(USER_ID));
    }

    private static byte @Nullable [] id(@Nullable JsonValue value) {
        byte[] id = value == null ? null : value.utf8();
        return id == null || id.length == 0 ? null : id;
    }

    /** What a track, page or screen call says about itself. */
    public @Nullable JsonFields properties() {
        return fields.object(PROPERTIES);
    }

    public @Nullable JsonFields context() {
        return fields.object(CONTEXT);
    }

    /**
     * The user agent that counts: the event's own, which servers relay, else that of its request.
     *
     * @param context what {@link #context} answers
     */
    public @Nullable JsonValue agent(@Nullable JsonFields context) {
        JsonValue own = context == null ? null : context.present(USER_AGENT);
        return own == null ? userAgent : own;
    }

    /** Whether the journal's key is the visitor's; where the edge had to take the ids away it is the event's own. */
    public boolean isKeyedByVisitor() {
        return privacy == null || !new String(privacy.raw(), StandardCharsets.UTF_8).contains("strip_ids");
    }

    /** The session as the client names it, {@code context.sessionId} or {@code sessionId}; null when it sent none. */
    public @Nullable JsonValue sessionId() {
        JsonFields context = context();
        JsonValue session = context == null ? null : context.present(SESSION_ID);
        return session == null ? fields.present(SESSION_ID) : session;
    }

    /** Two letters; whatever else a foreign producer writes there is none. */
    private static @Nullable String country(@Nullable JsonValue value) {
        String code = value != null && value.length() == "\"DE\"".length() ? value.text() : null;
        return code != null && code.length() == 2 && isLetter(code.charAt(0)) && isLetter(code.charAt(1)) ? code : null;
    }

    private static boolean isLetter(char c) {
        return c >= 'A' && c <= 'Z';
    }

    /** A newer program may mean something else by the same names; guessing would store it wrong for ever. */
    private static boolean isKnownVersion(@Nullable JsonValue version) {
        BigDecimal number = version == null ? null : version.decimal();
        return number != null && number.compareTo(BigDecimal.valueOf(Envelope.VERSION)) <= 0;
    }

    private static boolean stampsSentAtAnew(JsonFields fields) {
        JsonFields context = fields.object(CONTEXT);
        JsonFields library = context == null ? null : context.object(LIBRARY);
        JsonValue name = library == null ? null : library.get(NAME);
        return name != null && FRESH_SENT_AT.stream().anyMatch(name::textEquals);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
