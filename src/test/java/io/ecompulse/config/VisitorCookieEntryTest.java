package io.ecompulse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitorCookieEntryTest {
    @Test
    void aSourceThatSaysNothingSetsNone() throws SettingsException {
        assertThat(SourcesFile.parse("sources: [{id: web}]", false).all())
                .singleElement()
                .satisfies(source -> assertThat(source.visitorCookie()).isNull());
    }

    @Test
    void readsItsAgeAndItsDomain() throws SettingsException {
        assertThat(read("{}")).isEqualTo(new VisitorCookie(365, null));
        assertThat(read("{maxAgeDays: 1}")).isEqualTo(new VisitorCookie(1, null));
        assertThat(read("{maxAgeDays: 400, domain: shop.example}")).isEqualTo(new VisitorCookie(400, "shop.example"));
        assertThat(read("{domain: xn--bcher-kva.co.example}").domain()).isEqualTo("xn--bcher-kva.co.example");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {maxAgeDays: 0}                | maxAgeDays: expected a whole number from 1 to 400
        {maxAgeDays: 401}              | maxAgeDays: expected a whole number from 1 to 400
        {maxAgeDays: 1.5}              | maxAgeDays: expected a whole number
        {maxAgeDays: '30'}             | maxAgeDays: expected a whole number
        {maxAgeDay: 30}                | maxAgeDay is no setting; did you mean maxAgeDays?
        {domain: example}              | domain: expected a host name
        {domain: .shop.example}        | domain: expected a host name
        {domain: Shop.example}         | domain: expected a host name
        {domain: 192.0.2.1}            | domain: expected a host name
        {domain: 'a.example; Secure'}  | domain: expected a host name
        {domain: 7}                    | domain: expected a host name
        true                           | visitorCookie: expected {maxAgeDays: 365}
        365                            | visitorCookie: expected {maxAgeDays: 365}
        """)
    void saysWhatIsWrong(String yaml, String problem) {
        SettingsException wrong = catchThrowableOfType(SettingsException.class, () -> read(yaml));

        assertThat(wrong.problems()).singleElement().asString().contains(problem);
    }

    private static VisitorCookie read(String yaml) throws SettingsException {
        return SourcesFile.parse("sources: [{id: web, visitorCookie: " + yaml + "}]", false)
                .all()
                .iterator()
                .next()
                .visitorCookie();
    }
}
