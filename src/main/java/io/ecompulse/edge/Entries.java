package io.ecompulse.edge;

import io.ecompulse.config.Treatment;
import io.ecompulse.edge.address.Countries;
import io.ecompulse.edge.bot.BotCheck;
import io.ecompulse.edge.bot.BotReason;
import io.ecompulse.edge.protocol.Identities;
import io.ecompulse.edge.protocol.Verdict;
import io.ecompulse.event.Envelope;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.Platform;
import io.ecompulse.event.Slice;
import io.ecompulse.event.Uuid7;
import io.ecompulse.journal.FailedHeader;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalEntry.Header;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.RecordKey;
import io.ecompulse.telemetry.Stage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The journal entries of one request. */
final class Entries implements Identities {
    /** An entry's key, id and headers, its outcome, and the objects that hold them. */
    static final int OVERHEAD_BYTES = 512;

    /** What {@link Envelope#of} writes for the longest of {@link BotReason} and of {@link Treatment}. */
    private static final int MARKS_BYTES = 80;

    /** Envelopes that a request holds at once beside the usual one. */
    private static final int MARKED_MAX = 64;

    private static final Name IP = new Name("ip");

    private final About about;
    private final BotCheck bots;
    private final @Nullable Countries countries;
    private final @Nullable Slice agent;
    private final @Nullable String requestCountry;
    private final Envelope usual;
    /** Of events that something was taken from, or that a bot sent, or from a known country; made when the first such event comes. */
    private final Map<Marks, Envelope> marked = new HashMap<>();

    /** What an envelope says of single events of a request. */
    private record Marks(
            Treatment treatment,
            @Nullable BotReason bot,
            @Nullable String country) {}

    /**
     * What all entries of a request have in common.
     *
     * @param address the client's, uncut; it tells the country and is not written
     */
    record About(
            Envelope.About envelope,
            @Nullable String address,
            String version,
            int keptBytesMax,
            RandomGenerator random) {
        Instant receivedAt() {
            return envelope.receivedAt();
        }
    }

    Entries(About about, BotCheck bots, @Nullable Countries countries) {
        this.about = about;
        this.bots = bots;
        this.countries = countries;
        this.agent = Slice.of(about.envelope().userAgent());
        Slice address = countries == null ? null : Slice.of(about.address());
        this.requestCountry = countries == null || address == null ? null : countries.of(address);
        this.usual = Envelope.of(about.envelope());
    }

    /** About what the entries of some events will hold: each is a copy of its event with the request's envelope around it. */
    long bytes(int events, long eventBytes) {
        return eventBytes + (long) events * (usual.length() + MARKS_BYTES + OVERHEAD_BYTES);
    }

    JournalEntry event(Verdict.Sound sound) {
        return new JournalEntry(
                JournalTopic.EVENTS,
                RecordKey.of(about.envelope().source(), sound.visitor()),
                envelope(sound).around(sound.event()),
                about.receivedAt().toEpochMilli(),
                List.of(
                        new Header(JournalEntry.ID, utf8(sound.id())),
                        new Header(JournalEntry.FINGERPRINT, bigEndian(sound.fingerprint()))));
    }

    private Envelope envelope(Verdict.Sound sound) {
        BotReason bot = bots.of(sound.context(), agent, about.envelope().protocol());
        String country = country(sound);
        if (bot == null && country == null && sound.treatment() == Treatment.ALLOW) {
            return usual;
        }
        if (marked.size() == MARKED_MAX) {
            marked.clear();
        }
        return marked.computeIfAbsent(new Marks(sound.treatment(), bot, country), this::envelope);
    }

    /** I10: without its address an event has no country either, unless the settings say so. */
    private @Nullable String country(Verdict.Sound sound) {
        if (countries == null || (sound.treatment().stripsIp() && !countries.withoutAddress())) {
            return null;
        }
        Slice own = Slice.of(sound.context().present(IP));
        if (own != null) {
            return countries.of(own);
        }
        // A server that relays events without their senders' addresses would count all of them where it stands.
        String library = requestCountry == null ? null : sound.context().library();
        return library != null && Platform.named(library) == Platform.SERVER ? null : requestCountry;
    }

    private Envelope envelope(Marks marks) {
        Envelope.About front = about.envelope();
        Treatment treatment = marks.treatment();
        if (treatment != Treatment.ALLOW) {
            front = front.stripped(treatment.tag(), treatment.stripsIp() ? null : front.ip());
        }
        if (marks.bot() != null) {
            front = front.ofBot(marks.bot().tag());
        }
        return Envelope.of(front.from(marks.country()));
    }

    /** The client's own bytes, with what we know about their failure beside them. */
    JournalEntry failed(Verdict.Unsound unsound) {
        String id = unsound.id();
        JsonValue original = unsound.original();
        String source = about.envelope().source();
        List<Header> headers = new ArrayList<>();
        if (id != null) {
            headers.add(new Header(JournalEntry.ID, utf8(id)));
        }
        headers.add(FailedHeader.SOURCE.of(source));
        headers.add(FailedHeader.REASON.of(unsound.reason().tag()));
        headers.add(FailedHeader.DETAIL.of(unsound.detail()));
        headers.add(FailedHeader.STAGE.of(Stage.EDGE.tag()));
        headers.add(FailedHeader.PROTOCOL.of(about.envelope().protocol()));
        headers.add(FailedHeader.VERSION.of(about.version()));
        headers.add(FailedHeader.RECEIVED_AT.of(about.receivedAt().toString()));
        int kept = Math.min(original.length(), about.keptBytesMax());
        if (kept < original.length()) {
            headers.add(FailedHeader.TRUNCATED.of(Integer.toString(original.length())));
        }
        return new JournalEntry(
                JournalTopic.FAILED,
                RecordKey.of(source, utf8(id == null ? newId() : id)),
                Arrays.copyOfRange(original.json(), original.from(), original.from() + kept),
                about.receivedAt().toEpochMilli(),
                headers);
    }

    @Override
    public String newId() {
        return Uuid7.next(about.receivedAt().toEpochMilli(), about.random()).toString();
    }

    private static byte[] bigEndian(long bits) {
        return ByteBuffer.allocate(Long.BYTES).putLong(bits).array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
