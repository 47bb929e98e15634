package io.ecompulse.edge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.event.EventType;
import io.ecompulse.event.RejectReason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentProtocolTest {
    private static final ProtocolLimits LIMITS = new ProtocolLimits(300, 8, 3, 2_000);
    private static final String PAGE = "{\"type\":\"page\",\"userId\":\"u\",\"messageId\":\"m\"}";

    private final SegmentProtocol protocol = new SegmentProtocol(LIMITS);

    @Test
    void leavesACompleteEventByteForByte() {
        String event = "{ \"type\" : \"page\",\t\"userId\":\"\\u00fc\", \"messageId\":\"m\" , \"n\":1.0e+2 }";

        assertThat(spliced(event)).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // The item's context against the batch's {"a":1,"b":{"c":2}}.
                "{T} | {'context':{'a':1,'b':{'c':2}},T}",
                "{T,'context':null} | {T,'context':{'a':1,'b':{'c':2}}}",
                "{T,'context':{}} | {T,'context':{'a':1,'b':{'c':2}}}",
                "{T,'context':{ }} | {T,'context':{'a':1,'b':{'c':2}}}",
                "{T,'context':{'x':9}} | {T,'context':{'a':1,'b':{'c':2},'x':9}}",
                "{T,'context':{'a':7}} | {T,'context':{'b':{'c':2},'a':7}}",
                "{T,'context':{'a':7,'b':8}} | {T,'context':{'a':7,'b':8}}",
                "{T,'context':{'\\u0061':7,'b':8}} | {T,'context':{'\\u0061':7,'b':8}}",
                "{T,'context':'text'} | {T,'context':'text'}"
            })
    void mergesTheBatchContextAndTheEventsOwnWordWins(String item, String merged) {
        String event = quoted(item);

        assertThat(splicedIn("{\"context\":{\"a\":1,\"b\":{\"c\":2}},\"batch\":[%s]}", event))
                .isEqualTo(quoted(merged));
    }

    @Test
    void mergesIntegrationsTheSameWay() {
        assertThat(splicedIn("{\"integrations\":{\"All\":false},\"batch\":[%s]}", PAGE))
                .isEqualTo("{\"integrations\":{\"All\":false}," + PAGE.substring(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'now' | {T} | {'sentAt':'now',T}",
                "'now' | {T,'sentAt':null} | {T,'sentAt':'now'}",
                "'now' | {T,'sentAt':'then'} | {T,'sentAt':'then'}",
                "5 | {T} | {'sentAt':5,T}",
                "{'a':1} | {T} | {T}",
                "null | {T} | {T}"
            })
    void addsTheBatchSentAtWhereAnEventHasNone(String sentAt, String item, String expected) {
        assertThat(splicedIn("{\"batch\":[%s],\"sentAt\":" + quoted(sentAt) + "}", quoted(item)))
                .isEqualTo(quoted(expected));
    }

    @Test
    void readsAnEmptyContextAsNone() {
        assertThat(splicedIn("{\"context\":{},\"integrations\":null,\"batch\":[%s]}", PAGE))
                .isEqualTo(PAGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'page','userId':'u'} | {'messageId':'NEW','type':'page','userId':'u'}",
                "{'messageId':'','type':'page','userId':'u'} | {'messageId':'NEW','type':'page','userId':'u'}",
                "{'messageId':null,'type':'page','userId':'u'} | {'messageId':'NEW','type':'page','userId':'u'}",
                "{'messageId':{},'type':'page','userId':'u'} | {'messageId':'NEW','type':'page','userId':'u'}",
                "{'messageId':true,'type':'page','userId':'u'} | {'messageId':'NEW','type':'page','userId':'u'}",
                "{'messageId':12,'type':'page','userId':'u'} | {'messageId':12,'type':'page','userId':'u'}"
            })
    void givesAnIdToAnEventThatHasNone(String item, String expected) {
        assertThat(spliced(quoted(item))).isEqualTo(quoted(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "17 | malformed",
                "[] | malformed",
                "null | malformed",
                "{'type':'page','userId':'u','a':tru} | malformed",
                "{'type':'page','userId':'u','a':01} | malformed",
                "{'type':'page','userId':'u',} | malformed",
                "{'type':'page','userId':'u','a':'\\x'} | malformed",
                "{'type':'page','userId':'u','a':[[[[[[[1]]]]]]]} | ok",
                "{'type':'page','userId':'u','a':[[[[[[[[1]]]]]]]]} | too_deep",
                "{'userId':'u'} | unknown_type",
                "{'type':'Page','userId':'u'} | unknown_type",
                "{'type':7,'userId':'u'} | unknown_type",
                "{'type':'track','userId':'u'} | missing_event",
                "{'type':'track','event':'','userId':'u'} | missing_event",
                "{'type':'track','event':null,'userId':'u'} | missing_event",
                "{'type':'track','event':{},'userId':'u'} | missing_event",
                "{'type':'track','event':'E'} | missing_identity",
                "{'type':'page','userId':'','anonymousId':null} | missing_identity",
                "{'type':'page','anonymousId':'a'} | ok",
                "{'type':'identify','userId':5} | ok"
            })
    void judgesEachEventByItself(String item, String expected) {
        Batch batch = (Batch) protocol.open(utf8("{\"batch\":[" + PAGE + "," + quoted(item) + "]}"), Call.BATCH);

        Verdict verdict = batch.verdict(1, Screen.OPEN, () -> "NEW");

        assertThat(batch.verdict(0, Screen.OPEN, () -> "NEW")).isInstanceOf(Verdict.Sound.class);
        assertThat(verdict instanceof Verdict.Unsound unsound ? unsound.reason().tag() : "ok")
                .isEqualTo(expected);
    }

    @Test
    void namesTheIdOfARejectedEventWhereItCanBeRead() {
        assertThat(verdict("{\"type\":\"page\",\"messageId\":\"m\"}").id()).isEqualTo("m");
        assertThat(verdict("{\"messageId\":\"m\",\"a\":tru}").id()).isEqualTo("m");
        assertThat(verdict("{\"a\":tru}").id()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"context\":{\"a\":tru},\"batch\":[]}",
                "{\"batch\":[],\"x\":'}",
                "{\"batch\":[{} {}]}",
                "{\"batch\":[{},]}",
                "{\"batch\":[}",
                "[]",
                "{\"batch\":[]} x",
                "{\"b\\q\":1,\"batch\":[]}"
            })
    void refusesABodyWhoseFrameIsBroken(String body) {
        assertThat(refusal(body, Call.BATCH)).isEqualTo("malformed");
    }

    @Test
    void takesTheTypeFromThePathOnlyWhereTheEventNamesNone() {
        Call screen = new Call(EventType.SCREEN);

        assertThat(single("{\"userId\":\"u\",\"messageId\":\"m\"}", screen))
                .isEqualTo("{\"type\":\"screen\",\"userId\":\"u\",\"messageId\":\"m\"}");
        assertThat(single("{\"type\":null,\"userId\":\"u\",\"messageId\":\"m\"}", screen))
                .isEqualTo("{\"type\":\"screen\",\"userId\":\"u\",\"messageId\":\"m\"}");
        assertThat(single(PAGE, screen)).isEqualTo(PAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"userId\":tru}", "17", "[]", ""})
    void refusesASingleEventThatIsNoJsonAsAWhole(String body) {
        assertThat(refusal(body, new Call(EventType.PAGE))).isEqualTo("malformed");
    }

    @Test
    void judgesASingleEventOtherwiseAsAnyOther() {
        Batch batch = (Batch) protocol.open(utf8("{}"), new Call(EventType.PAGE));

        assertThat(((Verdict.Unsound) batch.verdict(0, Screen.OPEN, () -> "NEW")).reason())
                .isEqualTo(RejectReason.MISSING_IDENTITY);
        assertThat(reason((Batch) protocol.open(utf8(padded(301)), new Call(EventType.PAGE))))
                .isEqualTo("too_large");
    }

    @Test
    void readsAWriteKeyFromTheBodyThenFromTheFirstEvent() {
        assertThat(key("{\"writeKey\":\"k\",\"batch\":[{\"writeKey\":\"e\"}]}")).isEqualTo("k");
        assertThat(key("{\"writeKey\":\"\",\"batch\":[{\"writeKey\":\"e\"},{\"writeKey\":\"f\"}]}"))
                .isEqualTo("e");
        assertThat(key("{\"writeKey\":7,\"batch\":[17,{\"writeKey\":\"f\"}]}")).isNull();
        assertThat(key("{\"batch\":[]}")).isNull();
        assertThat(key("{\"writeKey\":\"" + "k".repeat(1022) + "\",\"batch\":[]}"))
                .hasSize(1022);
        assertThat(key("{\"writeKey\":\"" + "k".repeat(1023) + "\",\"batch\":[]}"))
                .isNull();
    }

    private String key(String body) {
        return ((Batch) protocol.open(utf8(body), Call.BATCH)).writeKey();
    }

    private Verdict verdict(String item) {
        return ((Batch) protocol.open(utf8("{\"batch\":[" + item + "]}"), Call.BATCH))
                .verdict(0, Screen.OPEN, () -> "NEW");
    }

    private static String reason(Batch batch) {
        return batch.verdict(0, Screen.OPEN, () -> "NEW") instanceof Verdict.Unsound unsound
                ? unsound.reason().tag()
                : "ok";
    }

    private String refusal(String body, Call call) {
        return protocol.open(utf8(body), call) instanceof Refusal refusal
                ? refusal.reason().tag()
                : "ok";
    }

    private String spliced(String event) {
        return splicedIn("{\"batch\":[%s]}", event);
    }

    private String splicedIn(String shape, String event) {
        Batch batch = (Batch) protocol.open(utf8(shape.replace("%s", event)), Call.BATCH);
        return text(((Verdict.Sound) batch.verdict(0, Screen.OPEN, () -> "NEW"))
                .event()
                .toBytes());
    }

    private String single(String event, Call call) {
        Batch batch = (Batch) protocol.open(utf8(event), call);
        return text(((Verdict.Sound) batch.verdict(0, Screen.OPEN, () -> "NEW"))
                .event()
                .toBytes());
    }

    private static String padded(int length) {
        String start = PAGE.substring(0, PAGE.length() - 1) + ",\"p\":\"";
        return start + "x".repeat(length - start.length() - 2) + "\"}";
    }

    /** Single quotes for double ones, and T for a sound event's members. */
    private static String quoted(String text) {
        return text.strip()
                .replace("T", "'type':'page','userId':'u','messageId':'m'")
                .replace('\'', '"');
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
