package io.ecompulse.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.Callable;

/**
 * What reading one event of about 500 bytes costs, in nanoseconds; run by hand, judges nothing. Every line is the best of
 * several rounds, so that a busy neighbour shows less:
 *
 * <pre>mvn -o -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp target/test-classes:target/classes:$(cat target/cp) io.ecompulse.event.EventCost</pre>
 */
final class EventCost {
    private static final int CALLS = 200_000;
    private static final int ROUNDS = 12;

    private EventCost() {}

    public static void main(String[] arguments) throws Exception {
        byte[] event = shopEvent().getBytes(StandardCharsets.UTF_8);
        JsonValue view = new JsonValue(event, 0, event.length);
        JsonFields fields = JsonFields.of(event, 0, event.length);
        JsonCheck check = new JsonCheck(32);
        Envelope envelope = Envelope.of(new Envelope.About(
                Instant.parse("2026-11-23T16:00:00.123456Z"),
                "shop",
                "segment",
                "edge-0",
                "203.0.113.0",
                "Mozilla/5.0"));
        byte[] value = envelope.around(new Splice(fields, view));
        JsonValue time = JsonFields.of(value, 0, value.length).get("receivedAt");
        System.out.printf("event %d bytes, journal value %d bytes%n", event.length, value.length);

        report("Utf8.isValid", () -> Utf8.isValid(event, 0, event.length));
        report("JsonCheck.fault", () -> check.fault(view));
        report("JsonFields.of", () -> JsonFields.of(event, 0, event.length));
        report("Fingerprint.of", () -> Fingerprint.of(EventType.TRACK, fields));
        report("Splice and Envelope", () -> envelope.around(new Splice(fields, view).add("sentAt", new byte[] {'1'})));
        report("Timestamps.micros, micros", () -> Timestamps.micros(time));
        report("Event.read", () -> Event.read(value));
        report("Event.read and Commerce.revenue", () -> {
            JsonFields properties = Event.read(value).properties();
            return properties == null ? null : new Commerce(properties).revenue();
        });
    }

    private static void report(String what, Callable<?> work) throws Exception {
        long best = Long.MAX_VALUE;
        int sink = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                sink += work.call() == null ? 0 : 1;
            }
            best = Math.min(best, (System.nanoTime() - start) / CALLS);
        }
        System.out.printf("%-34s %6d ns%s%n", what, best, sink < 0 ? "!" : "");
    }

    private static String shopEvent() {
        return """
                {"type":"track","event":"Product Added","anonymousId":"0b6c2a9e-6f2f-4b7e-9d1c-2f6f3f9a7c11",\
                "messageId":"ajs-next-1795449600123-0b6c2a9e-6f2f-4b7e-9d1c-2f6f3f9a7c11",\
                "timestamp":"2026-11-23T16:00:00.123Z","sentAt":"2026-11-23T16:00:00.623Z",\
                "properties":{"cart_id":"c-19","product_id":"p-204","name":"Grüner Tee","price":12.90,"quantity":2,\
                "currency":"EUR","revenue":25.80},"context":{"library":{"name":"analytics.js","version":"next-1.84.3"},\
                "page":{"path":"/tea","url":"https://shop.example/tea"},"locale":"de-DE"}}""";
    }
}
