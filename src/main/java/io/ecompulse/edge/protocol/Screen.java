package io.ecompulse.edge.protocol;

import io.ecompulse.config.PrivacyPolicy.Consent;
import io.ecompulse.config.SuppressedSubjects;
import io.ecompulse.config.Treatment;
import io.ecompulse.event.Event;
import io.ecompulse.event.EventType;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.Redaction;
import io.ecompulse.event.SuppressReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request's signals, its source's policy and the events' own word on consent take from the events (I10).
 *
 * @param asked what the signals of the request take from every event of it
 * @param consent what the source wants to be consented to
 * @param source whose events they are
 * @param subjects of whom nothing is stored
 * @param address the client's, which goes with the address wherever an event repeats it; null when unknown
 * @param cut shortens the address that an event tells in {@code context.ip}; null where it may stay as it is told
 */
public record Screen(
        Treatment asked,
        Consent consent,
        String source,
        SuppressedSubjects subjects,
        @Nullable String address,
        @Nullable Cut cut) {
    /** Takes nothing from anything. */
    public static final Screen OPEN =
            new Screen(Treatment.ALLOW, Consent.NOT_ASKED, "", SuppressedSubjects.NONE, null, null);

    /** What is kept of an event that cannot be read and may hold what must not be kept. */
    public static final JsonValue NOTHING = new JsonValue(new byte[0], 0, 0);

    private static final List<Name> SUBJECTS = List.of(Event.ANONYMOUS_ID, Event.USER_ID, Event.PREVIOUS_ID);
    private static final Name CONSENT = new Name("consent");
    private static final Name CATEGORIES = new Name("categoryPreferences");

    /**
     * What one event comes to.
     *
     * @param suppressed why nothing of it is stored, or null
     */
    record Finding(Treatment treatment, @Nullable SuppressReason suppressed) {}

    /** Shortens an address. */
    public interface Cut {
        /** Null for what is no address. */
        @Nullable
        String kept(String address);
    }

    boolean cutsAddresses() {
        return cut != null;
    }

    /** What stands in the place of an address that an event tells, as JSON. */
    byte[] kept(JsonValue told) {
        String text = told.isString() ? told.text() : null;
        String left = text == null || cut == null ? null : cut.kept(text);
        return (left == null ? "null" : '"' + left + '"').getBytes(StandardCharsets.UTF_8);
    }

    /** Whether no event needs to be looked at. */
    boolean isOpen() {
        return asked == Treatment.ALLOW && !consent.isAsked() && subjects.isEmpty();
    }

    /** Whether something would be taken from an event of which nothing is known. */
    public boolean mayTakeSomething() {
        return asked.and(consent.denied()).and(consent.missing()) != Treatment.ALLOW;
    }

    Finding finding(JsonFields event, Shared shared) {
        if (hides(event)) {
            return new Finding(asked, SuppressReason.SUPPRESSED_SUBJECT);
        }
        Treatment consented = consent.isAsked() ? consented(event, shared) : Treatment.ALLOW;
        Treatment treatment = asked.and(consented);
        return new Finding(treatment, consented == Treatment.DROP ? SuppressReason.NO_CONSENT : null);
    }

    /** Whether nothing is stored of whom an event names, sound or not. */
    boolean hides(JsonFields event) {
        return !subjects.isEmpty() && SUBJECTS.stream().anyMatch(name -> isSuppressed(event.get(name)));
    }

    /** Whether nothing of a visitor that an event was given is stored. */
    boolean hides(@Nullable String given) {
        return given != null && subjects.contains(source, given.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isSuppressed(@Nullable JsonValue id) {
        byte[] utf8 = id == null ? null : id.utf8();
        return utf8 != null && subjects.contains(source, utf8);
    }

    private Treatment consented(JsonFields event, Shared shared) {
        JsonValue said = new EventContext(event, shared.context()).present(CONSENT);
        JsonFields given = said == null ? null : said.fields();
        JsonFields categories = given == null ? null : given.object(CATEGORIES);
        if (categories == null) {
            return consent.missing();
        }
        return consent.categories().stream().allMatch(category -> isTrue(categories.get(category)))
                ? Treatment.ALLOW
                : consent.denied();
    }

    private static boolean isTrue(@Nullable JsonValue value) {
        return value != null && "true".equals(value.text()) && !value.isString();
    }

    /** @param event a sound one with all that its batch says for it */
    JsonValue redacted(JsonValue event, JsonFields fields, Treatment treatment) {
        JsonValue type = fields.present(Event.TYPE);
        boolean isGroup = type != null && EventType.of(type) == EventType.GROUP;
        byte[] own = address == null ? null : address.getBytes(StandardCharsets.UTF_8);
        return Redaction.of(event, new Redaction.What(treatment.stripsIds(), treatment.stripsIp(), isGroup, own));
    }
}
