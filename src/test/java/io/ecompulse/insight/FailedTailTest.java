package io.ecompulse.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.Masking;
import io.ecompulse.journal.FailedHeader;
import io.ecompulse.journal.TopicEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailedTailTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-23T12:00:00Z");

    private final FailedTail tail = new FailedTail(3, 5, Masking.MASKED);

    @Test
    void aRejectedEventStandsInTheTailWithItsReason() {
        tail.saw(entry(
                "shop",
                "m1",
                0,
                "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"jane@shop.example\",\"x\":01}"));

        assertThat(only("shop"))
                .isEqualTo(new TailEvent(
                        "track",
                        "Order Completed",
                        "shop",
                        "m1",
                        "2026-11-23T12:00:00Z",
                        "rejected",
                        "j…@….example",
                        "malformed",
                        "not JSON"));
    }

    @Test
    void whatCannotBeReadStandsThereToo() {
        tail.saw(entry("shop", "m1", 0, "\u0000nonsense"));

        assertThat(only("shop").name()).isEmpty();
        assertThat(only("shop").visitor()).isNull();
        assertThat(only("shop").reason()).isEqualTo("malformed");
    }

    @Test
    void whatAStageFailedOnIsReadFromItsEnvelope() {
        Map<String, byte[]> headers = headers("shop", "m1", 0);
        headers.put("stage", utf8("aggregate"));
        tail.saw(new TopicEntry(
                "f",
                0,
                0,
                0,
                new byte[0],
                utf8("{\"v\":1,\"event\":{\"type\":\"track\",\"event\":\"purchase\",\"anonymousId\":\"abcdefgh\"}}"),
                headers));

        assertThat(only("shop"))
                .extracting(TailEvent::type, TailEvent::name, TailEvent::outcome, TailEvent::visitor)
                .containsExactly("track", "Order Completed", "failed", "abcd…");
    }

    @Test
    void aMarkIsNoEvent() {
        Map<String, byte[]> headers = headers("shop", "m1", 0);
        headers.put(FailedHeader.REPLAYED.tag(), utf8("0/7"));
        tail.saw(new TopicEntry("f", 0, 0, 0, new byte[0], new byte[0], headers));

        assertThat(tail.newest(null)).isEmpty();
    }

    @Test
    void ofASourceAsManyAreKeptAsAllowedAndTheOldestGoes() {
        for (int i = 0; i < 3; i++) {
            tail.saw(entry("shop", "m" + i, i, "{}"));
        }
        assertThat(ids("shop")).containsExactly("m2", "m1", "m0");

        tail.saw(entry("shop", "m3", 3, "{}"));
        assertThat(ids("shop")).containsExactly("m3", "m2", "m1");
    }

    @Test
    void ofAllSourcesAsManyAreKeptAsAllowedAndTheOneWithMostGives() {
        for (int i = 0; i < 3; i++) {
            tail.saw(entry("loud", "l" + i, i, "{}"));
        }
        tail.saw(entry("shop", "s0", 4, "{}"));
        tail.saw(entry("other", "o0", 5, "{}"));
        assertThat(ids(null)).hasSize(5);

        tail.saw(entry("shop", "s1", 6, "{}"));
        assertThat(ids(null)).containsExactly("s1", "o0", "s0", "l2", "l1");
    }

    @Test
    void whatNoEdgeOfOursWroteHasItsRecordsTime() {
        tail.saw(new TopicEntry("f", 0, 0, 1_000, new byte[0], new byte[0], new HashMap<>()));

        assertThat(only(null).receivedAt()).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(only(null).source()).isEqualTo("?");
    }

    @Test
    void aFilterTakesWhatAllItsPartsTake() {
        String order = "{\"type\":\"track\",\"event\":\"Order Completed\",\"anonymousId\":\"visitor-1\"}";
        tail.saw(entry("shop", "m1", 0, order));
        tail.saw(entry("shop", "m2", 1, order.replace("visitor-1", "visitor-2")));
        tail.saw(entry("shop", "m3", 2, order.replace("Order Completed", "Signed Up")));

        assertThat(filtered(Map.of("visitor", "visitor-1"))).containsExactly("m3", "m1");
        assertThat(filtered(Map.of("visitor", "visi…"))).isEmpty();
        assertThat(filtered(Map.of("name", "Order Completed"))).containsExactly("m2", "m1");
        assertThat(filtered(Map.of("name", "Order Completed", "visitor", "visitor-1")))
                .containsExactly("m1");
        assertThat(filtered(Map.of("outcome", "rejected"))).hasSize(3);
        assertThat(filtered(Map.of("outcome", "accepted"))).isEmpty();
        assertThat(filtered(Map.of("outcome", "", "name", " "))).hasSize(3);
    }

    @Test
    void aWrongFilterIsRefusedWithWhatIsWrong() {
        assertThat(TailFilter.parse(Map.of("outcome", "lost", "nme", "x").entrySet()))
                .isInstanceOfSatisfying(
                        Parsed.Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains(
                                        "outcome is unknown: expected one of accepted, duplicate, rejected, failed",
                                        "nme"));
    }

    private List<String> filtered(Map<String, String> filter) {
        TailFilter parsed = ((Parsed.Understood<TailFilter>) TailFilter.parse(filter.entrySet())).question();
        return parsed.of(tail.newest("shop"), 10).stream().map(TailEvent::id).toList();
    }

    private TailEvent only(String source) {
        List<TailEvent.Found> events = tail.newest(source);
        assertThat(events).hasSize(1);
        return events.get(0).event();
    }

    private List<String> ids(String source) {
        return tail.newest(source).stream().map(found -> found.event().id()).toList();
    }

    private static TopicEntry entry(String source, String id, int secondsLater, String value) {
        return new TopicEntry("f", 0, 0, 0, new byte[0], utf8(value), headers(source, id, secondsLater));
    }

    private static Map<String, byte[]> headers(String source, String id, int secondsLater) {
        return new HashMap<>(Map.of(
                "id", utf8(id),
                "source", utf8(source),
                "reason", utf8("malformed"),
                "detail", utf8("not JSON"),
                "stage", utf8("edge"),
                "receivedAt", utf8(RECEIVED.plusSeconds(secondsLater).toString())));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
