package io.ecompulse.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.config.Settings;
import io.ecompulse.config.SettingsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3ConfigTest {
    @Test
    void readsWhatIsSet() throws SettingsException {
        Settings settings = settings(Map.of(
                "lake.s3.endpoint", "http://127.0.0.1:9000",
                "lake.s3.region", "eu-central-1",
                "lake.s3.path.style", "true",
                "lake.s3.encryption", "sse-kms",
                "lake.s3.encryption.key", "alias/lake",
                "lake.s3.attempts", "2",
                "lake.s3.timeout", "15s",
                "lake.s3.upload.timeout", "10m",
                "lake.s3.connections", "4"));

        assertThat(S3Config.from(settings))
                .isEqualTo(new S3Config(
                        "http://127.0.0.1:9000",
                        "eu-central-1",
                        true,
                        S3Config.Encryption.SSE_KMS,
                        "alias/lake",
                        2,
                        Duration.ofSeconds(15),
                        Duration.ofMinutes(10),
                        4));
        settings.check();
    }

    @ParameterizedTest
    @CsvSource({
        "lake.s3.attempts,1,0",
        "lake.s3.attempts,10,11",
        "lake.s3.connections,4,3",
        "lake.s3.connections,500,501",
        "lake.s3.timeout,15s,14999ms",
        "lake.s3.timeout,10m,600001ms",
        "lake.s3.upload.timeout,15s,14999ms",
        "lake.s3.upload.timeout,10m,600001ms"
    })
    void takesALimitAndRefusesOneMore(String key, String good, String bad) {
        assertThatCode(() -> check(Map.of(key, good))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(Map.of(key, bad))).hasMessageContaining(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:9000", "ftp://host", "http://", "http://id:secret@host", "http://host/path", "a b"})
    void refusesAnEndpointThatIsNoServerWithoutRepeatingIt(String endpoint) {
        assertThatThrownBy(() -> check(Map.of("lake.s3.endpoint", endpoint)))
                .hasMessageContaining("lake.s3.endpoint is not a server")
                .hasMessageNotContaining("secret");
    }

    @Test
    void refusesUnknownEncryptionAndAKeyThatNobodyUses() {
        assertThatThrownBy(() -> check(Map.of("lake.s3.encryption", "aes"))).hasMessageContaining("sse-s3");
        assertThatThrownBy(() -> check(Map.of("lake.s3.encryption.key", "alias/lake")))
                .hasMessageContaining("sse-kms only");
    }

    private static void check(Map<String, String> file) throws SettingsException {
        Settings settings = settings(file);
        S3Config.from(settings);
        settings.check();
    }

    private static Settings settings(Map<String, String> file) {
        return new Settings(file, Map.of(), Map.of());
    }
}
