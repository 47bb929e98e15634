package io.ecompulse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ecompulse.config.KeyMode;
import io.ecompulse.config.SettingsException;
import io.ecompulse.config.Source;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveSourcesTest {
    private static final String ONE = "sources: [{id: web, writeKeys: [w1], readTokens: [r1]}]";
    private static final String TWO =
            "sources: [{id: web, writeKeys: [w2]}, {id: app, writeKeys: [a1], readTokens: [r2]}]";
    private static final String BROKEN = "sources: [{id: web, writeKeys: [secret}]";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Health health = new Health();
    private LiveSources sources;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void start() throws Exception {
        file = Files.writeString(folder.resolve("sources.yaml"), ONE);
        sources = new LiveSources(LiveSources.First.read(file, false), registry, health);
    }

    @Test
    void aFileThatCannotBeUsedRefusesTheStart() throws Exception {
        write(BROKEN);

        assertThatThrownBy(() -> LiveSources.First.read(file, false)).isInstanceOf(SettingsException.class);
    }

    @Test
    void aChangeIsInForceOnceItStandsStill() throws Exception {
        write(TWO);

        sources.look();
        assertThat(source("w1")).isEqualTo("web");
        assertThat(source("a1")).isNull();

        sources.look();
        assertThat(source("w1")).isNull();
        assertThat(source("a1")).isEqualTo("app");
        assertThat(sources.get().byReadToken("r2")).map(Source::id).contains("app");
        assertThat(sources.get().byReadToken("r1")).isEmpty();
        assertThat(count("ecompulse.sources.reloads")).isEqualTo(1);
        assertWell();
    }

    /** An editor writes a file in pieces, and half of one may be a valid file with fewer keys. */
    @Test
    void aFileThatIsBeingWrittenIsNotInForce() throws Exception {
        write("sources: [{id: web}]");
        sources.look();
        write(TWO);
        sources.look();

        assertThat(source("w1")).isEqualTo("web");
        sources.look();
        assertThat(source("w2")).isEqualTo("web");
        assertThat(count("ecompulse.sources.reloads")).isEqualTo(1);
    }

    @Test
    void aBrokenFileKeepsTheLastGoodSourcesAndSaysSoOncePerChange() throws Exception {
        write(BROKEN);
        lookThreeTimes();

        assertThat(source("w1")).isEqualTo("web");
        assertThat(health.findings().get("sources").problem())
                .contains("the last good sources stay in force", "not readable as YAML")
                .doesNotContain("secret");
        assertThat(health.isReady()).as("the last good sources are good enough").isTrue();
        assertThat(valid()).isZero();
        assertThat(count("ecompulse.sources.reload.failures")).isEqualTo(1);

        write(BROKEN + " ");
        lookThreeTimes();
        assertThat(count("ecompulse.sources.reload.failures")).isEqualTo(2);
    }

    @Test
    void aFileThatWentAwayKeepsTheLastGoodSources() throws Exception {
        Files.delete(file);
        lookThreeTimes();

        assertThat(source("w1")).isEqualTo("web");
        assertThat(health.findings().get("sources").problem()).contains("cannot be read: NoSuchFileException");
        assertThat(count("ecompulse.sources.reload.failures")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE, TWO})
    void aMendedFileEndsTheProblem(String mended) throws Exception {
        write(BROKEN);
        lookThreeTimes();

        write(mended);
        lookThreeTimes();

        assertWell();
        assertThat(sources.get().all()).hasSize(mended.equals(ONE) ? 1 : 2);
    }

    @Test
    void theModeOfKeysIsReloadedToo() throws Exception {
        assertThat(sources.get().keys()).isEqualTo(KeyMode.ENFORCE);

        write("keys: dry_run\ndefaultSource: web\n" + ONE);
        lookThreeTimes();

        assertThat(sources.get().keys()).isEqualTo(KeyMode.DRY_RUN);
        assertThat(sources.get().forStranger("unknown")).map(Source::id).contains("web");
    }

    @Test
    void aChangeIsFoundByItself() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            sources.follow(vertx, Duration.ofMillis(10));
            write(TWO);

            await().atMost(Duration.ofSeconds(20)).until(() -> "app".equals(source("a1")));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private void lookThreeTimes() {
        for (int i = 0; i < 3; i++) {
            sources.look();
        }
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private @Nullable String source(String key) {
        return sources.get().byWriteKey(key).map(Source::id).orElse(null);
    }

    private void assertWell() {
        assertThat(health.findings().get("sources").problem()).isNull();
        assertThat(valid()).isEqualTo(1);
    }

    private double valid() {
        return registry.get("ecompulse.sources.valid").gauge().value();
    }

    private double count(String name) {
        return registry.get(name).counter().count();
    }

    @Test
    void aLookThatComesWhenTheProcessEndsIsLeftOut() throws Exception {
        List<Throwable> unhandled = new CopyOnWriteArrayList<>();
        for (int process = 0; process < 100; process++) {
            Vertx vertx = Vertx.vertx();
            vertx.exceptionHandler(unhandled::add);
            sources.follow(vertx, Duration.ofMillis(1));
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }

        assertThat(unhandled).isEmpty();
    }
}
