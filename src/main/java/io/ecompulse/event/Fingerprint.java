package io.ecompulse.event;

import io.ecompulse.event.JsonFields.Name;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * 64 bits over what an event says, by which two events of one identity are told apart: its type, name, ids, properties and
 * traits, byte for byte as the client wrote them. Left out is what a client library writes anew when it sends an event again:
 * times, {@code context}, {@code integrations}, {@code _metadata}. Two different events of one identity share a
 * fingerprint with a chance of about 1 in 2^64; it is no defence against a client that wants its own events to be taken for one.
 */
public final class Fingerprint {
    /** Stands for a fingerprint that nobody took; no event has it. */
    public static final long UNKNOWN = 0;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** In this order for ever: another one would make every event differ from its copies in the journal. */
    private static final Name[] MEMBERS = {
        Event.EVENT,
        Event.NAME,
        Event.ANONYMOUS_ID,
        Event.USER_ID,
        Event.GROUP_ID,
        Event.PREVIOUS_ID,
        Event.PROPERTIES,
        Event.TRAITS
    };
    // Odd constants with as many ones as zeros (digits of pi).
    private static final long K0 = 0x243F6A8885A308D3L;
    private static final long K1 = 0x13198A2E03707345L;
    private static final long K2 = 0xA4093822299F31D1L;

    private Fingerprint() {}

    /**
     * @param type as the edge understood it: the path of a request may say it instead of the event
     * @param fields the client's own members
     */
    public static long of(EventType type, JsonFields fields) {
        return of(type, fields, null);
    }

    /** @param anonymousId stands in the place of the client's own, as JSON; null for the client's own */
    public static long of(EventType type, JsonFields fields, byte @Nullable [] anonymousId) {
        byte[] tag = type.utf8();
        long hash = add(K0, tag, 0, tag.length);
        for (Name name : MEMBERS) {
            hash = name == Event.ANONYMOUS_ID && anonymousId != null
                    ? add(hash, anonymousId, 0, anonymousId.length)
                    : add(hash, fields.present(name));
        }
        return hash == UNKNOWN ? 1 : hash;
    }

    private static long add(long hash, @Nullable JsonValue value) {
        return value == null ? fold(hash, K0) : add(hash, value.json(), value.from(), value.to());
    }

    /** The length goes in as well, so that bytes cannot move from one member to the next unseen. */
    private static long add(long before, byte[] bytes, int from, int to) {
        long hash = before ^ (to - from) * K1;
        int at = from;
        for (; at + 2 * Long.BYTES <= to; at += 2 * Long.BYTES) {
            hash = fold(hash ^ (long) LONGS.get(bytes, at), K1 ^ (long) LONGS.get(bytes, at + Long.BYTES));
        }
        long last;
        if (to - from >= Long.BYTES) {
            // The last two words, which may overlap each other or what was read already.
            last = (long) LONGS.get(bytes, to - Long.BYTES);
            hash ^= at + Long.BYTES < to ? (long) LONGS.get(bytes, at) : 0;
        } else {
            last = 0;
            for (int i = at; i < to; i++) {
                last = last << 8 | (bytes[i] & 0xFF);
            }
        }
        return fold(hash ^ K0, K2 ^ last);
    }

    /** Folds the 128-bit product, so that every bit of both words reaches every bit of the result. */
    private static long fold(long a, long b) {
        long low = a * b;
        return low ^ Math.multiplyHigh(a, b) ^ (low >>> 32);
    }
}
