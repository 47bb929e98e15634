package io.ecompulse.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.config.Settings;
import io.ecompulse.config.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LakeConfigTest {
    @Test
    void hasDefaultsThatPass() {
        Settings settings = settings(Map.of());

        LakeConfig config = LakeConfig.from(settings);

        assertThat(config.place()).isEqualTo(new LakePlace.Folder(Path.of("/var/lib/ecompulse/lake")));
        assertThat(config.windowAge()).isEqualTo(Duration.ofMinutes(5));
        assertThatCode(settings::check).doesNotThrowAnyException();
    }

    @Test
    void readsWhatIsSet() {
        LakeConfig config = LakeConfig.from(settings(
                Map.of("lake.url", "file:///tmp/a%20lake/", "lake.window.age", "5s", "lake.window.bytes", "1KiB")));

        assertThat(config.place()).isEqualTo(new LakePlace.Folder(Path.of("/tmp/a lake")));
        assertThat(config.windowAge()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.windowBytes()).isEqualTo(1024);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tmp/lake",
                "file://host/lake",
                "file:lake",
                "",
                "file:///a b",
                "s3a://",
                "s3a://Bucket/lake",
                "s3a://id:secret@bucket/lake",
                "s3a://bucket/a//b",
                "s3a://bucket/../b",
                "s3a://bucket/lake?x=1"
            })
    void refusesALakeThatIsNeitherAFolderNorABucket(String url) {
        Settings settings = settings(Map.of("lake.url", url));

        LakeConfig.from(settings);

        assertThatThrownBy(settings::check)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("lake.url is \"" + url + "\": expected file:///an/absolute/folder");
    }

    @Test
    void anEventHasRoomForOneLineAtLeast() {
        Settings least = settings(Map.of("lake.items.max", "1"));
        Settings none = settings(Map.of("lake.items.max", "0"));

        assertThat(LakeConfig.from(least).itemsMax()).isEqualTo(1);
        LakeConfig.from(none);

        assertThatCode(least::check).doesNotThrowAnyException();
        assertThatThrownBy(none::check).hasMessageContaining("lake.items.max");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lake.window.bytes", "lake.rowgroup.bytes", "lake.memory.bytes", "lake.tick"})
    void refusesLimitsOfZero(String key) {
        Settings settings = settings(Map.of(key, key.equals("lake.tick") ? "0ms" : "0"));

        LakeConfig.from(settings);

        assertThatThrownBy(settings::check).hasMessageContaining(key + " is 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lake.compact.bytes", "lake.compact.rowgroup.bytes", "lake.compact.lease"})
    void refusesACompactionOfNothing(String key) {
        String unit = key.endsWith("lease") ? "ms" : "";
        Settings least = settings(Map.of(key, "1" + unit));
        Settings none = settings(Map.of(key, "0" + unit));

        CompactConfig.from(least);
        CompactConfig.from(none);

        assertThatCode(least::check).doesNotThrowAnyException();
        assertThatThrownBy(none::check).hasMessageContaining(key + " is 0");
    }

    @Test
    void readsABucketAndItsPrefix() {
        assertThat(place("s3a://shop-lake/a/b/")).isEqualTo(bucket("shop-lake", "a/b"));
        assertThat(place("s3a://shop-lake")).isEqualTo(bucket("shop-lake", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://bucket/lake", "s3n://bucket/lake"})
    void saysHowABucketIsWritten(String url) {
        Settings settings = settings(Map.of("lake.url", url));

        LakeConfig.from(settings);

        assertThatThrownBy(settings::check).hasMessageContaining("write it as s3a://bucket/prefix");
    }

    private static LakePlace place(String url) {
        return LakeConfig.from(settings(Map.of("lake.url", url))).place();
    }

    private static LakePlace bucket(String name, String prefix) {
        return new LakePlace.Bucket(name, prefix, S3Config.from(settings(Map.of())));
    }

    private static Settings settings(Map<String, String> file) {
        return new Settings(file, Map.of(), Map.of());
    }
}
