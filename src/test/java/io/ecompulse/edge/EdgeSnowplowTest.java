package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.event.Event;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.Timestamps;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.JournalUnavailable;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What Snowplow's trackers send (wire.md §3), through a real server. */
class EdgeSnowplowTest {
    private static final String TP2 = "/com.snowplowanalytics.snowplow/tp2";
    private static final String COMMON = "\"aid\":\"" + KEY + "\",\"eid\":\"%s\",\"tv\":\"js-4.10.1\",\"p\":\"web\","
            + "\"dtm\":\"1772366100000\",\"stm\":\"1772366340000\",\"duid\":\"d-1\",\"sid\":\"s-1\",\"ip\":\"203.0.113.7\","
            + "\"nuid\":\"n-1\",\"url\":\"https://shop.example/p?utm_source=mail\",\"page\":\"Shirts\",";

    private final TestEdge edge = TestEdge.start(
            "edge.snowplow.paths", TP2 + ", /acme/track", "edge.batch.events.max", "2", "edge.event.bytes.max", "3000");

    @AfterEach
    void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    @Test
    void takesAPageViewWithTheApplicationAsItsKey() {
        HttpResponse<String> answer = post(TP2, "{" + COMMON.formatted("e-1") + "\"e\":\"pv\",\"vp\":\"800x600\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"success\":true,\"accepted\":1,");
        assertThat(edge.journal.values(JournalTopic.EVENTS).get(0))
                .contains("\"protocol\":\"snowplow\"", "\"ip\":\"127.0.0.0\"");
        assertThat(event().encode())
                .isEqualTo("{\"messageId\":\"e-1\",\"type\":\"page\",\"name\":\"Shirts\",\"properties\":{"
                        + "\"url\":\"https://shop.example/p?utm_source=mail\",\"title\":\"Shirts\"},\"anonymousId\":\"d-1\","
                        + "\"originalTimestamp\":\"2026-03-01T11:55:00Z\",\"sentAt\":\"2026-03-01T11:59:00Z\","
                        + "\"context\":{\"library\":{\"name\":\"Snowplow\",\"version\":\"js-4.10.1\"},"
                        + "\"page\":{\"url\":\"https://shop.example/p?utm_source=mail\",\"path\":\"/p\",\"search\":\"?utm_source=mail\","
                        + "\"title\":\"Shirts\"},\"campaign\":{\"source\":\"mail\"},\"sessionId\":\"s-1\",\"ip\":\"203.0.113.0\","
                        + "\"snowplow\":{\"p\":\"web\",\"nuid\":\"n-1\",\"vp\":\"800x600\"}}}");
    }

    @Test
    void correctsTheClockByTheTimeOfSendingAndNeverATrueTime() throws MalformedJson {
        String late = COMMON.formatted("e-1")
                .replace("1772366340000", "1772362500000")
                .replace("1772366100000", "1772362440000");
        post(TP2, "{" + late + "\"e\":\"pp\"}");
        post(TP2, "{" + late.replace("e-1", "e-2") + "\"e\":\"pp\",\"ttm\":\"1772362440000\"}");

        // Its clock is behind by 65 minutes, as its own stm says.
        assertThat(read(0).times().timestamp()).isEqualTo(Timestamps.micros(Instant.parse("2026-03-01T11:59:00Z")));
        assertThat(read(1).times().timestamp()).isEqualTo(Timestamps.micros(Instant.parse("2026-03-01T10:54:00Z")));
        assertThat(read(0).name()).isEqualTo("Page Ping");
    }

    @Test
    void takesAnImageAndAnswersADot() {
        HttpResponse<String> answer =
                edge.send(edge.request("/i?stm=1772366340000&e=se&se_ca=shop&se_ac=add-to-basket&se_va=2.5"
                                + "&se_la=007&uid=u-1&eid=e-9&aid=" + KEY)
                        .build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("image/gif");
        assertThat(event().getString("event")).isEqualTo("add-to-basket");
        assertThat(event().getString("userId")).isEqualTo("u-1");
        assertThat(event().getJsonObject("properties").encode())
                .isEqualTo("{\"category\":\"shop\",\"action\":\"add-to-basket\",\"label\":\"007\",\"value\":2.5}");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, false"})
    void readsSelfDescribingDataInBothEncodings(boolean base64, boolean padded) {
        String data = "{\"schema\":\"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0\",\"data\":{"
                + "\"schema\":\"iglu:com.acme/shelf_turned/jsonschema/1-0-0\",\"data\":{\"ü?>\":1.50}}}";
        post(
                "/acme/track/",
                "{" + COMMON.formatted("e-1") + "\"e\":\"ue\"," + field(data, "ue_pr", "ue_px", base64, padded) + "}");

        assertThat(event().getString("event")).isEqualTo("shelf_turned");
        assertThat(edge.journal.values(JournalTopic.EVENTS).get(0))
                .contains("\"properties\":{\"ü?>\":1.50,\"schema\":\"iglu:com.acme/shelf_turned/jsonschema/1-0-0\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "product_view | product:{'id':'p1','price':5} | Product Viewed |"
                        + " {'type':'product_view','product_id':'p1','price':5,'products':[{'product_id':'p1','price':5}]}",
                "list_view | product:{'id':'p1'} product:{'id':'p2'} | Product List Viewed |"
                        + " {'type':'list_view','products':[{'product_id':'p1'},{'product_id':'p2'}]}",
                "add_to_cart | cart:{'cart_id':'c','total_value':9} | Product Added |"
                        + " {'type':'add_to_cart','cart_id':'c','value':9}",
                "remove_from_cart | cart:{'cart_id':'c'} | Product Removed | {'type':'remove_from_cart','cart_id':'c'}",
                "checkout_step | checkout_step:{'step':1} | Checkout Started | {'type':'checkout_step','step':1}",
                "checkout_step | checkout_step:{'step':2} | Checkout Step Completed |"
                        + " {'type':'checkout_step','step':2}",
                "transaction | transaction:{'transaction_id':'t','revenue':9.5,'currency':'EUR'}"
                        + " product:{'id':'p1','currency':'X'} | Order Completed |"
                        + " {'type':'transaction','order_id':'t','revenue':9.5,'currency':'EUR','products':[{'product_id':'p1','currency':'X'}]}",
                "refund | refund:{'transaction_id':'t','refund_amount':3} | Order Refunded |"
                        + " {'type':'refund','order_id':'t','total':3}",
                "promo_view | promotion:{'id':'x','slot':'top'} | Promotion Viewed |"
                        + " {'type':'promo_view','promotion_id':'x','position':'top'}",
                "promo_click | page:{'type':'home'} | Promotion Clicked | {'type':'promo_click'}"
            })
    void saysCommerceInTheTrackingSpecsWords(String action, String entities, String name, String properties)
            throws MalformedJson {
        String co = entities.replaceAll(
                        "(\\w+):(\\{[^}]*})",
                        "{'schema':'iglu:com.snowplowanalytics.snowplow.ecommerce/$1/jsonschema/1-0-0','data':$2}")
                .replace("} {", "},{")
                .replace('\'', '"');
        String ue = "{\"schema\":\"u\",\"data\":{\"schema\":\"iglu:com.snowplowanalytics.snowplow.ecommerce/"
                + "snowplow_ecommerce_action/jsonschema/1-0-2\",\"data\":{\"type\":\"" + action + "\"}}}";
        post(
                TP2,
                "{" + COMMON.formatted("e-1") + "\"e\":\"ue\"," + field(ue, "ue_pr", "ue_px", true, false) + ","
                        + field("{\"schema\":\"c\",\"data\":[" + co + "]}", "co", "cx", false, false) + "}");

        assertThat(read(0).name()).isEqualTo(name);
        JsonObject said = event().getJsonObject("properties");
        said.remove("schema");
        assertThat(said.encode()).isEqualTo(properties.replace('\'', '"'));
        assertThat(event().getJsonObject("context")
                        .getJsonObject("snowplow")
                        .getJsonArray("contexts")
                        .encode())
                .isEqualTo("[" + co + "]");
    }

    @Test
    void readsTheOldOrderEvents() throws MalformedJson {
        post(
                TP2,
                "{" + COMMON.formatted("e-1") + "\"e\":\"tr\",\"tr_id\":\"17\",\"tr_tt\":\"9.50\",\"tr_cu\":\"EUR\"}");
        post(
                TP2,
                "{" + COMMON.formatted("e-2")
                        + "\"e\":\"ti\",\"ti_id\":\"17\",\"ti_sk\":\"5\",\"ti_pr\":\"9.50\",\"ti_qu\":\"1\"}");

        assertThat(read(0).name()).isEqualTo("Order Completed");
        assertThat(edge.journal.values(JournalTopic.EVENTS).get(0))
                .contains("\"properties\":{\"order_id\":\"17\",\"total\":9.50,\"currency\":\"EUR\"}");
        assertThat(edge.journal.values(JournalTopic.EVENTS).get(1))
                .contains("\"properties\":{\"order_id\":\"17\",\"sku\":\"5\",\"price\":9.50,\"quantity\":1}");
    }

    @Test
    void keepsNoAddressAndNoNetworkIdOfWhoAsksForThat() {
        post(TP2, "{" + COMMON.formatted("e-1") + "\"e\":\"pv\"}", "SP-Anonymous", "*");

        assertThat(edge.journal.values(JournalTopic.EVENTS).get(0))
                .doesNotContain("n-1", "203.0.113.7", "127.0.0")
                .contains("\"anonymousId\":\"d-1\"");
    }

    @ParameterizedTest
    @CsvSource({"'\"sid\":\"s-1\",', s-1", "'', e-1"})
    void tellsVisitorsWithoutANameApartByTheirSession(String session, String visitor) {
        post(TP2, "{\"aid\":\"" + KEY + "\"," + session + "\"eid\":\"e-1\",\"e\":\"pv\"}");

        assertThat(event().getString("anonymousId")).isEqualTo(visitor);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'e':'xx' | unknown_type",
                "'e':'se' | missing_event",
                "'e':'ue' | missing_event",
                "'e':'ue','ue_pr':'{' | malformed",
                "'e':'ue','ue_px':'***' | malformed",
                "'e':'pv','co':'[]' | malformed",
                "'e':'pv','a':01 | malformed"
            })
    void keepsABadEventAsItCameAndTakesItsSiblings(String members, String reason) {
        String bad = "{" + members.replace('\'', '"') + ",\"duid\":\"d\"}";
        HttpResponse<String> answer = post(TP2, "{" + COMMON.formatted("e-1") + "\"e\":\"pv\"}," + bad);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"accepted\":1,\"duplicates\":0,\"rejected\":1", "\"" + reason + "\"");
        assertThat(edge.journal.values(JournalTopic.FAILED)).containsExactly(bad);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{ | 400",
                "[] | 400",
                "{'data':7} | 400",
                "{'data':[{},{},{}]} | 400",
                "{'data':[{'aid':'nobody'}]} | 401",
                "{'data':[]} | 401",
                "{'data':[],'x':tru} | 400",
                "~~ | 400"
            })
    void refusesWhatItCannotTakeSoThatItsQueueMovesOn(String body, int status) {
        assertThat(edge.send(edge.request(TP2)
                                .POST(BodyPublishers.ofString(body.replace('\'', '"')))
                                .build())
                        .statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(RejectReason.class)
    void neverSaysWhatItsTrackersTakeForComeAgainForEver(RejectReason reason) {
        int status = Dialect.SNOWPLOW.status(reason, null);

        assertThat(
                        reason.retryable()
                                ? status >= 500 || status == 408
                                : status == 400 || status == 401 || status == 403)
                .isTrue();
        assertThat(edge.send(edge.request(TP2).GET().build()).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"3000, 1", "3001, 0"})
    void takesAnEventAsLongAsAllowed(int length, int accepted) {
        String event = "{" + COMMON.formatted("e-1") + "\"e\":\"pv\",\"pad\":\"\",\"ue_pr\":\"\"}";
        String padded =
                event.replace("\"ue_pr\":\"\"", "\"ue_pr\":\"{" + " ".repeat(length - event.length() - 2) + "}\"");

        assertThat(post(TP2, padded).body()).contains("\"accepted\":" + accepted + ",");
    }

    @Test
    void tellsItsTrackersToComeAgainAndLetsPagesSendTheirCookies() {
        edge.journal.failWith(JournalUnavailable.overloaded("full"));
        HttpResponse<String> refused =
                post(TP2, "{" + COMMON.formatted("e-1") + "\"e\":\"pv\"}", "Origin", "https://shop.example");
        edge.journal.recover();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("access-control-allow-origin")).contains("https://shop.example");
        assertThat(refused.headers().firstValue("access-control-allow-credentials"))
                .contains("true");
    }

    private static String field(String json, String plain, String encoded, boolean base64, boolean padded) {
        Base64.Encoder encoder =
                padded ? Base64.getEncoder() : Base64.getUrlEncoder().withoutPadding();
        return base64
                ? "\"" + encoded + "\":\"" + encoder.encodeToString(json.getBytes(StandardCharsets.UTF_8)) + "\""
                : "\"" + plain + "\":\"" + json.replace("\"", "\\\"") + "\"";
    }

    private HttpResponse<String> post(String path, String events, String... headers) {
        var request = edge.request(path)
                .POST(BodyPublishers.ofString(
                        "{\"schema\":\"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4\","
                                + "\"data\":[" + events + "]}"));
        return edge.send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    private JsonObject event() {
        return new JsonObject(edge.journal.values(JournalTopic.EVENTS).get(0)).getJsonObject("event");
    }

    private Event read(int index) throws MalformedJson {
        return Event.read(edge.journal.entries(JournalTopic.EVENTS).get(index).value());
    }
}
