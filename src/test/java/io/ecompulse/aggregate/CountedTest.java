package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.event.MalformedJson;
import io.ecompulse.journal.JournalRecord;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountedTest {
    @ParameterizedTest
    @CsvSource({"strip_ids, false", "strip_ids_and_ip, false", "strip_ip, true"})
    void anEventWithoutItsIdsHasNoVisitorThoughItHasAKey(String privacy, boolean isVisitor) throws MalformedJson {
        JournalRecord kept = Shop.page().record(0);
        byte[] value = new String(kept.value(), StandardCharsets.UTF_8)
                .replace(",\"event\":", ",\"privacy\":\"" + privacy + "\",\"event\":")
                .getBytes(StandardCharsets.UTF_8);

        Counted counted = Counted.of(
                new JournalRecord(
                        0, kept.receivedAt(), kept.key(), kept.id(), value, kept.fingerprint(), kept.sighting()),
                Shop.config(),
                new Devices(1));

        assertThat(counted.visitor() != null).isEqualTo(isVisitor);
    }
}
