package io.ecompulse.edge;

import static io.ecompulse.edge.PrivateEdge.value;
import static io.ecompulse.edge.TestEdge.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** I10: the address that an event itself tells, where addresses are kept cut. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeToldAddressTest {
    private PrivateEdge shop;

    @BeforeAll
    void start() {
        shop = new PrivateEdge();
    }

    @AfterAll
    void stop() {
        shop.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'ip':'198.51.100.7'           | 'ip':'198.51.100.0'",
                "'ip':'2001:db8:1:2::7'        | 'ip':'2001:db8:1:0:0:0:0:0'",
                "'ip':'somebody at 198.51.0.7' | 'ip':null",
                "'ip':198                      | 'ip':null",
                "'locale':'de'                 | 'locale':'de'"
            })
    void isCutWhetherTheEventTellsItOrItsBatch(String told, String kept) {
        String own = "{'type':'page','anonymousId':'a','context':{'page':{'path':'/x'},%s}}".formatted(told);
        String ofBatch = "{'batch':[{'type':'page','anonymousId':'a'}],'context':{%s}}".formatted(told);

        assertThat(cut(JournalTopic.EVENTS, batch(own.replace('\'', '"'))))
                .contains(kept.replace('\'', '"'), "\"path\":\"/x\"")
                .doesNotContain("198.51.100.7", "::7", "somebody");
        assertThat(cut(JournalTopic.EVENTS, ofBatch.replace('\'', '"')))
                .contains(kept.replace('\'', '"'))
                .doesNotContain("198.51.100.7", "::7", "somebody");
    }

    @Test
    void aRejectedEventIsKeptWithTheAddressCut() {
        String nobody = "{\"type\":\"page\",\"context\":{\"ip\":\"198.51.100.7\"}}";

        assertThat(cut(JournalTopic.FAILED, batch(nobody)))
                .contains("198.51.100.0")
                .doesNotContain("198.51.100.7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "too_large    | {'type':'page','anonymousId':'a','context':{'ip':'198.51.100.7'},'pad':'%s'}",
                "too_deep     | {'type':'page','anonymousId':'a','context':{'ip':'198.51.100.7'},'deep':%s}",
                "malformed    | {'type':'page','anonymousId':'a','context':{'ip':'198.51.100.7'},'no':'\\x'}"
            })
    void anEventThatIsNotReadIsKeptWithTheAddressCutWhereItIsFound(String reason, String event) {
        String filled = reason.equals("too_deep") ? "[".repeat(70) + "]".repeat(70) : "x".repeat(2_000);

        assertThat(cut(JournalTopic.FAILED, batch(event.replace('\'', '"').replace("%s", filled))))
                .contains("198.51.100.0")
                .doesNotContain("198.51.100.7");
        assertThat(FakeJournal.header(shop.last(JournalTopic.FAILED), "reason")).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/batch/ |"
                        + " {'api_key':'dev-write-key','batch':[{'event':'','distinct_id':'d','properties':{'$ip':'198.51.100.7'}}]}",
                "/com.snowplowanalytics.snowplow/tp2 | {'data':[{'e':'??','eid':'1','duid':'d','ip':'198.51.100.7'}]}"
            })
    void aRejectedEventOfAnotherLanguageIsKeptWithoutTheAddress(String path, String body) {
        shop.edge.post(path, TestEdge.utf8(body.replace('\'', '"')), "X-IP-Policy", "truncate");

        assertThat(value(shop.last(JournalTopic.FAILED))).contains("\"d\"").doesNotContain("198.51.100");
    }

    /** The newest record's value, of who wants addresses cut. */
    private String cut(JournalTopic topic, String body) {
        shop.post(body, "X-IP-Policy", "truncate");
        return value(shop.last(topic));
    }
}
