package io.ecompulse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ecompulse.config.PrivacyPolicy.Consent;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivacyEntryTest {
    @Test
    void aSourceThatSaysNothingObeysSnowplowsTrackersAlone() throws SettingsException {
        assertThat(read("{}")).isEqualTo(PrivacyPolicy.DEFAULT);
        assertThat(PrivacyPolicy.DEFAULT)
                .isEqualTo(new PrivacyPolicy(Treatment.ALLOW, Treatment.ALLOW, Treatment.STRIP_IP, Consent.NOT_ASKED));
    }

    @Test
    void readsEverySignal() throws SettingsException {
        String yaml = "{gpc: strip_ids, dnt: strip_ip, anonymous: strip_ids_and_ip,"
                + " consent: {categories: [Analytics, Ads], denied: drop, missing: allow}}";

        assertThat(read(yaml))
                .isEqualTo(new PrivacyPolicy(
                        Treatment.STRIP_IDS,
                        Treatment.STRIP_IP,
                        Treatment.STRIP_IDS_AND_IP,
                        new Consent(Set.of("Analytics", "Ads"), Treatment.DROP, Treatment.ALLOW)));
    }

    @Test
    void consentThatIsAskedForAndNotSpelledOutDrops() throws SettingsException {
        assertThat(read("{consent: {categories: [Analytics]}}").consent())
                .isEqualTo(new Consent(Set.of("Analytics"), Treatment.DROP, Treatment.DROP));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {gcp: drop}                                     | gcp is no setting; did you mean gpc?
        {gpc: strip}                                    | expected allow, strip_ids, strip_ip, strip_ids_and_ip or drop
        {dnt: true}                                     | dnt: expected allow
        strip_ids                                       | expected {gpc: strip_ids, dnt: allow}
        {consent: {categories: []}}                     | expected a list of one or more names
        {consent: {denied: drop}}                       | expected a list of one or more names
        {consent: {categories: [1]}}                    | expected a list of one or more names
        {consent: drop}                                 | consent: expected {categories
        {consent: {categories: [A], denid: drop}}       | did you mean denied?
        """)
    void saysWhatIsWrong(String yaml, String problem) {
        SettingsException wrong = catchThrowableOfType(SettingsException.class, () -> read(yaml));

        assertThat(wrong.problems()).singleElement().asString().contains(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "ALLOW, STRIP_IDS, STRIP_IDS",
        "STRIP_IDS, STRIP_IP, STRIP_IDS_AND_IP",
        "STRIP_IP, STRIP_IP, STRIP_IP",
        "STRIP_IDS_AND_IP, ALLOW, STRIP_IDS_AND_IP",
        "DROP, ALLOW, DROP",
        "STRIP_IDS, DROP, DROP",
        "ALLOW, ALLOW, ALLOW"
    })
    void twoTreatmentsTakeWhatEitherTakes(Treatment one, Treatment other, Treatment both) {
        assertThat(one.and(other)).isEqualTo(both);
        assertThat(other.and(one)).isEqualTo(both);
        assertThat(both.stripsIds()).isEqualTo(both != Treatment.DROP && (one.stripsIds() || other.stripsIds()));
        assertThat(both.stripsIp()).isEqualTo(both != Treatment.DROP && (one.stripsIp() || other.stripsIp()));
    }

    private static PrivacyPolicy read(String yaml) throws SettingsException {
        return SourcesFile.parse("sources: [{id: web, writeKeys: [k], privacy: " + yaml + "}]", false)
                .all()
                .get(0)
                .privacy();
    }
}
