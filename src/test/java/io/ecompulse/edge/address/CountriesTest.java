package io.ecompulse.edge.address;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ecompulse.event.Slice;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CountriesTest {
    private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-02T00:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Health health = new Health();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void writeDatabase() throws IOException {
        file = folder.resolve("country.mmdb");
        database("DE").write(file);
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "203.0.113.7, DE",
                "::ffff:203.0.113.7, DE",
                "203.0.114.1, -",
                "198.51.100.200, AT",
                "2001:db8::1, CH",
                "2001:db9::1, -",
                "203.0.113.7:80, -",
                "localhost, -"
            })
    void tellsTheCountryOfAnAddress(String address, @Nullable String country) throws Exception {
        assertThat(of(open(1 << 20), address)).isEqualTo(country);
    }

    @Test
    void looksAtNoTextThatIsLongerThanAnyAddress() throws Exception {
        String longest = "203.0.113.7%" + "x".repeat(33);

        assertThat(of(open(1 << 20), longest)).isEqualTo("DE");
        assertThat(of(open(1 << 20), longest + "x")).isNull();
    }

    @Test
    void anIpv4DatabaseKnowsNoIpv6() throws Exception {
        new MaxMindFile(false, BUILT).block("203.0.113.0", 24, "country", "DE").write(file);
        Countries countries = open(1 << 20);

        assertThat(of(countries, "203.0.113.7")).isEqualTo("DE");
        assertThat(of(countries, "2001:db8::1")).isNull();
    }

    @Test
    void aCodeThatIsNoneOfTwoLettersIsNoCountry() throws Exception {
        new MaxMindFile(false, BUILT)
                .block("203.0.113.0", 24, "country", "Germany")
                .write(file);

        assertThat(of(open(1 << 20), "203.0.113.7")).isNull();
    }

    @Test
    void refusesToStartWithWhatIsNoDatabase() throws IOException {
        int bytes = (int) Files.size(file);

        assertThatThrownBy(() -> open(bytes - 1))
                .hasCauseInstanceOf(UnusableDatabase.class)
                .hasMessageContaining("edge.country.database.bytes.max");
        Files.write(file, Arrays.copyOf(database("DE").bytes(), bytes / 2));
        assertThatThrownBy(() -> open(bytes)).hasMessageContaining("no readable MaxMind database");
        Files.delete(file);
        assertThatThrownBy(() -> open(bytes)).hasMessageContaining("there is no such file");
    }

    @Test
    void takesAFileOfTheLargestSize() throws Exception {
        assertThat(of(open(Files.size(file)), "203.0.113.7")).isEqualTo("DE");
    }

    @Test
    void readsAFileThatChangesAndKeepsTheLastGoodOne() throws Exception {
        Countries countries = open(1 << 20);
        countries.follow();
        assertThat(registry.get("ecompulse.country.database.age").gauge().value())
                .isEqualTo(86_400);

        database("FR").write(file);
        await().atMost(Duration.ofSeconds(60)).until(() -> "FR".equals(of(countries, "203.0.113.7")));
        await().atMost(Duration.ofSeconds(60)).until(() -> reloads("loaded") == 1);

        Files.writeString(file, "none");
        await().atMost(Duration.ofSeconds(60)).until(() -> reloads("refused") == 1);
        assertThat(problem()).contains("no readable MaxMind database");
        assertThat(of(countries, "203.0.113.7")).isEqualTo("FR");

        database("IT").write(file);
        await().atMost(Duration.ofSeconds(60)).until(() -> "IT".equals(of(countries, "203.0.113.7")));
        await().atMost(Duration.ofSeconds(60)).until(() -> problem() == null);
    }

    private static MaxMindFile database(String first) throws IOException {
        return new MaxMindFile(true, BUILT)
                .block("203.0.113.0", 24, "country", first)
                .block("198.51.100.128", 25, "registered_country", "AT")
                .block("2001:db8::", 32, "country", "CH")
                .block("8.8.8.8", 32, "country", "US");
    }

    private Countries open(long bytesMax) throws Exception {
        CountryConfig config = new CountryConfig(file, bytesMax, Duration.ofMillis(20), 16, false);
        return Countries.open(vertx, config, new Countries.Surroundings(registry, health, InstantSource.fixed(NOW)))
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private @Nullable String problem() {
        return health.findings().get("edge.country").problem();
    }

    private double reloads(String outcome) {
        return registry.get("ecompulse.country.reloads")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static @Nullable String of(Countries countries, String address) {
        byte[] text = address.getBytes(UTF_8);
        return countries.of(new Slice(text, 0, text.length));
    }
}
