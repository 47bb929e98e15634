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

    /** The newest record's value, of who wants addresses cut. */
    private String cut(JournalTopic topic, String body) {
        shop.post(body, "X-IP-Policy", "truncate");
        return value(shop.last(topic));
    }
}
