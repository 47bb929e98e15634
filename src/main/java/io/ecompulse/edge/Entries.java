package io.ecompulse.edge;

import io.ecompulse.edge.protocol.Verdict;
import io.ecompulse.event.Envelope;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.Uuid7;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalEntry.Header;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.RecordKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** The journal entries of one request. */
final class Entries {
    private static final byte[] STAGE = utf8("edge");
    /** An entry's key, id and headers, its outcome, and the objects that hold them. */
    static final int OVERHEAD_BYTES = 512;

    private final About about;
    private final Envelope envelope;

    /** What all entries of a request have in common. */
    record About(Envelope.About envelope, String version, int keptBytesMax, RandomGenerator random) {
        Instant receivedAt() {
            return envelope.receivedAt();
        }
    }

    Entries(About about) {
        this.about = about;
        this.envelope = Envelope.of(about.envelope());
    }

    /** About what the entries of some events will hold: each is a copy of its event with the request's envelope around it. */
    long bytes(int events, long eventBytes) {
        return eventBytes + (long) events * (envelope.length() + OVERHEAD_BYTES);
    }

    JournalEntry event(Verdict.Sound sound) {
        return new JournalEntry(
                JournalTopic.EVENTS,
                RecordKey.of(about.envelope().source(), sound.visitor()),
                envelope.around(sound.event()),
                about.receivedAt().toEpochMilli(),
                List.of(
                        new Header(JournalEntry.ID, utf8(sound.id())),
                        new Header(JournalEntry.FINGERPRINT, bigEndian(sound.fingerprint()))));
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
        headers.add(new Header("source", utf8(source)));
        headers.add(new Header("reason", utf8(unsound.reason().tag())));
        headers.add(new Header("detail", utf8(unsound.detail())));
        headers.add(new Header("stage", STAGE));
        headers.add(new Header("protocol", utf8(about.envelope().protocol())));
        headers.add(new Header("version", utf8(about.version())));
        headers.add(new Header("receivedAt", utf8(about.receivedAt().toString())));
        int kept = Math.min(original.length(), about.keptBytesMax());
        if (kept < original.length()) {
            headers.add(new Header("truncated", utf8(Integer.toString(original.length()))));
        }
        return new JournalEntry(
                JournalTopic.FAILED,
                RecordKey.of(source, utf8(id == null ? newId() : id)),
                Arrays.copyOfRange(original.json(), original.from(), original.from() + kept),
                about.receivedAt().toEpochMilli(),
                headers);
    }

    /** An identity for an event that has none. */
    String newId() {
        return Uuid7.next(about.receivedAt().toEpochMilli(), about.random()).toString();
    }

    private static byte[] bigEndian(long bits) {
        return ByteBuffer.allocate(Long.BYTES).putLong(bits).array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
