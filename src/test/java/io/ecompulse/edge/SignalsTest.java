package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.PrivacyPolicy;
import io.ecompulse.config.PrivacyPolicy.Consent;
import io.ecompulse.config.Treatment;
import io.ecompulse.event.SuppressReason;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {
    private static final PrivacyPolicy POLICY =
            new PrivacyPolicy(Treatment.STRIP_IDS, Treatment.STRIP_IP, Treatment.DROP, Consent.NOT_ASKED);

    @Test
    void eachSignalTakesWhatItsSourceSays() {
        assertThat(signals("Sec-GPC", "1").treatment(POLICY)).isEqualTo(Treatment.STRIP_IDS);
        assertThat(signals("DNT", "1").treatment(POLICY)).isEqualTo(Treatment.STRIP_IP);
        assertThat(signals("SP-Anonymous", "*").treatment(POLICY)).isEqualTo(Treatment.DROP);
        assertThat(signals("SP-Anonymous", "").treatment(POLICY)).isEqualTo(Treatment.DROP);
        assertThat(Signals.NONE.treatment(POLICY)).isEqualTo(Treatment.ALLOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "", "true", "11"})
    void onlyOneIsASignal(String value) {
        assertThat(signals("Sec-GPC", value).treatment(POLICY)).isEqualTo(Treatment.ALLOW);
        assertThat(signals("DNT", value).treatment(POLICY)).isEqualTo(Treatment.ALLOW);
    }

    @Test
    void severalSignalsTakeWhatEachOfThemTakes() {
        Signals both = new Signals(true, true, false, Treatment.ALLOW, IpPolicy.KEEP);

        assertThat(both.treatment(POLICY)).isEqualTo(Treatment.STRIP_IDS_AND_IP);
        assertThat(both.dropped(POLICY)).isNull();
    }

    @Test
    void aDropNamesTheSignalThatAskedForIt() {
        PrivacyPolicy drops = new PrivacyPolicy(Treatment.DROP, Treatment.DROP, Treatment.DROP, Consent.NOT_ASKED);

        assertThat(signals("Sec-GPC", "1").dropped(drops)).isEqualTo(SuppressReason.GLOBAL_PRIVACY_CONTROL);
        assertThat(signals("DNT", "1").dropped(drops)).isEqualTo(SuppressReason.DO_NOT_TRACK);
        assertThat(signals("SP-Anonymous", "*").dropped(drops)).isEqualTo(SuppressReason.ANONYMOUS_ASKED);
        assertThat(Signals.NONE.dropped(drops)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "keep, KEEP",
        "KEEP, KEEP",
        "'', KEEP",
        "truncate, TRUNCATE",
        "stripLastOctet, TRUNCATE",
        "drop, DROP",
        "remove, DROP",
        "whatever, DROP"
    })
    void readsWhatMayBeKeptOfTheAddress(String header, IpPolicy expected) {
        assertThat(signals("X-IP-Policy", header).ip()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "allow, ALLOW",
        "'', ALLOW",
        "strip_ids, STRIP_IDS",
        "STRIP_IP, STRIP_IP",
        "strip_ids_and_ip, STRIP_IDS_AND_IP",
        "drop, STRIP_IDS_AND_IP",
        "whatever, STRIP_IDS_AND_IP"
    })
    void aSenderCanHaveMoreTakenWhateverThePolicySays(String header, Treatment expected) {
        assertThat(signals("X-Privacy", header).treatment(PrivacyPolicy.DEFAULT))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"KEEP, DROP, DROP", "DROP, KEEP, DROP", "TRUNCATE, KEEP, TRUNCATE", "KEEP, KEEP, KEEP"})
    void aClientCanOnlyAskForLess(IpPolicy source, IpPolicy asked, IpPolicy expected) {
        assertThat(source.stricter(asked)).isEqualTo(expected);
    }

    private static Signals signals(String name, String value) {
        return Signals.of(Map.of(name, value)::get);
    }
}
