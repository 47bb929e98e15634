package io.ecompulse.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes from an event whatever names a person or a device, or the address that it came from. Members go by their names,
 * wherever they stand and however a language spells them ({@code anonymousId}, {@code $distinct_id}, {@code user_id}); what stood there
 * goes as well where the event repeats it, whole or inside another text. What is left stays as the client wrote it, but for
 * white space. The result is never longer than the event.
 *
 * <p>Works on JSON that passed {@link JsonCheck}, whose depth bounds the recursion here.
 */
public final class Redaction {
    /** A shorter text says too little to be looked for everywhere: it would take quantities and prices with it. */
    static final int REPEATED_BYTES_MIN = "1.1.1.1".length();
    /** Texts that are looked for inside of others; more than any library sends, and a bound for one that sends many. */
    private static final int SOUGHT_MAX = 16;

    private static final Set<String> IDS = Set.of(
            "anonymousid",
            "userid",
            "previousid",
            "distinctid",
            "anondistinctid",
            "deviceid",
            "devicetoken",
            "sessionid",
            "windowid",
            "clientid",
            "visitorid",
            "customerid",
            "personid",
            "profileid",
            "cookieid",
            "externalid",
            "externalids",
            "advertisingid",
            "idfa",
            "idfv",
            "gaid",
            "appleidfa",
            "appleidfv",
            "androididfa",
            "openidfa",
            "fbp",
            "fbc",
            "uid",
            "duid",
            "nuid",
            "tnuid",
            "sid",
            "domainuserid",
            "networkuserid",
            "domainsessionid",
            "alias",
            "fingerprint",
            "email",
            "emailaddress",
            "phone",
            "phonenumber",
            "username",
            "firstname",
            "lastname");
    private static final Set<String> ADDRESSES =
            Set.of("ip", "ipaddress", "clientip", "userip", "remoteip", "remoteaddress", "remoteaddr", "xforwardedfor");
    /** Whose {@code id} and {@code token} are a person's or a device's. */
    private static final Set<String> PERSONS = Set.of("device", "user", "customer", "visitor", "person", "traits");
    /** PostHog's traits. */
    private static final Set<String> TRAITS = Set.of("$set", "$set_once");

    private final byte[] json;
    private final int to;
    private final boolean ids;
    private final boolean addresses;
    private final boolean keepsTraits;
    private final byte @Nullable [] ownId;
    private final List<SoughtText> sought = new ArrayList<>();
    private final Set<ByteBuffer> repeated = new HashSet<>();
    /** What is left; empty while the event is only looked at. */
    private byte[] left = new byte[0];

    private int used;
    private int at;

    private Redaction(JsonValue event, What what) {
        this.json = event.json();
        this.to = event.to();
        this.at = event.from();
        this.ids = what.ids;
        this.addresses = what.addresses;
        this.keepsTraits = what.keepsTraits;
        JsonFields fields = event.fields();
        JsonValue id = fields == null ? null : fields.get(Event.MESSAGE_ID);
        this.ownId = id == null ? null : id.utf8();
    }

    /**
     * What is to go.
     *
     * @param keepsTraits whether the event's own traits are no person's: those of a group
     * @param address the client's own, or null; it goes where the event repeats it
     */
    public record What(boolean ids, boolean addresses, boolean keepsTraits, byte @Nullable [] address) {}

    /** The event without it. */
    public static JsonValue of(JsonValue event, What what) {
        Redaction redaction = new Redaction(event, what);
        if (what.addresses && what.address != null) {
            redaction.seek(what.address);
        }
        redaction.value("", 0);
        redaction.left = new byte[event.length()];
        redaction.at = event.from();
        redaction.value("", 0);
        return new JsonValue(redaction.left, 0, redaction.used);
    }

    /** Goes through one value: looks for what must not be repeated, or copies what may stay. */
    private void value(String holder, int depth) {
        at = JsonScan.skipSpace(json, at, to);
        if (json[at] == '{') {
            object(holder, depth);
        } else if (json[at] == '[') {
            array(holder, depth);
        } else {
            int end = JsonScan.endOfValue(json, at, to);
            put(at, end);
            at = end;
        }
    }

    private void object(String holder, int depth) {
        put('{');
        boolean isFirst = true;
        at = JsonScan.skipSpace(json, at + 1, to);
        while (json[at] != '}') {
            int nameFrom = at;
            int nameTo = JsonScan.endOfString(json, at, to);
            at = JsonScan.skipSpace(json, JsonScan.skipSpace(json, nameTo, to) + 1, to);
            byte[] written = JsonText.unescape(json, nameFrom + 1, nameTo - 1);
            String name = plain(written);
            boolean isTaken = isTaken(name, written, holder, depth);
            if (isCollecting()) {
                if (isTaken && !(depth == 0 && name.equals("anonymousid") && isOwnId())) {
                    seek();
                }
                value(name, depth + 1);
            } else if (isTaken || isRepeated(written) || isRepeated()) {
                at = JsonScan.endOfValue(json, at, to);
            } else {
                if (!isFirst) {
                    put(',');
                }
                put(nameFrom, nameTo);
                put(':');
                value(name, depth + 1);
                isFirst = false;
            }
            next();
        }
        put('}');
        at++;
    }

    private void array(String holder, int depth) {
        put('[');
        boolean isFirst = true;
        at = JsonScan.skipSpace(json, at + 1, to);
        while (json[at] != ']') {
            if (!isCollecting() && isRepeated()) {
                at = JsonScan.endOfValue(json, at, to);
            } else {
                if (!isFirst) {
                    put(',');
                }
                value(holder, depth + 1);
                isFirst = false;
            }
            next();
        }
        put(']');
        at++;
    }

    /** To the next member or element, or to the bracket behind the last one. */
    private void next() {
        at = JsonScan.skipSpace(json, at, to);
        if (json[at] == ',') {
            at = JsonScan.skipSpace(json, at + 1, to);
        }
    }

    private boolean isTaken(String name, byte[] written, String holder, int depth) {
        if (addresses && ADDRESSES.contains(name)) {
            return true;
        }
        if (!ids) {
            return false;
        }
        boolean isTraits = name.equals("traits") ? !(keepsTraits && depth == 0) : TRAITS.contains(utf8(written));
        return isTraits
                || IDS.contains(name)
                || (PERSONS.contains(holder) && (name.equals("id") || name.equals("token")))
                || (holder.equals("cloudevents") && name.equals("subject"));
    }

    /** A name as any language may spell it: small letters and digits only. */
    private static String plain(byte[] written) {
        StringBuilder plain = new StringBuilder(written.length);
        for (byte letter : written) {
            if (Character.isLetterOrDigit(letter)) {
                plain.append((char) letter);
            }
        }
        return plain.toString().toLowerCase(Locale.ROOT);
    }

    /** An event that is its own visitor names nobody; its identity is needed to tell it from its copies. */
    private boolean isOwnId() {
        byte[] text = scalar();
        return text != null && Arrays.equals(text, ownId);
    }

    private boolean isCollecting() {
        return left.length == 0;
    }

    /** Notes the text or number that stands here. */
    private void seek() {
        byte[] text = scalar();
        if (text != null) {
            seek(text);
        }
    }

    private void seek(byte[] text) {
        if (text.length >= REPEATED_BYTES_MIN && repeated.add(ByteBuffer.wrap(text)) && sought.size() < SOUGHT_MAX) {
            sought.add(new SoughtText(text));
        }
    }

    /** Whether the text or number that stands here says again what is taken elsewhere. */
    private boolean isRepeated() {
        byte[] text = repeated.isEmpty() ? null : scalar();
        return text != null && isRepeated(text);
    }

    private boolean isRepeated(byte[] text) {
        if (repeated.isEmpty() || text.length < REPEATED_BYTES_MIN) {
            return false;
        }
        if (repeated.contains(ByteBuffer.wrap(text))) {
            return true;
        }
        for (SoughtText part : sought) {
            if (part.isIn(text)) {
                return true;
            }
        }
        return false;
    }

    private byte @Nullable [] scalar() {
        return json[at] == '{' || json[at] == '['
                ? null
                : new JsonValue(json, at, JsonScan.endOfValue(json, at, to)).utf8();
    }

    private void put(char bracket) {
        if (!isCollecting()) {
            left[used++] = (byte) bracket;
        }
    }

    private void put(int from, int end) {
        if (!isCollecting()) {
            System.arraycopy(json, from, left, used, end - from);
            used += end - from;
        }
    }

    private static String utf8(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }
}
