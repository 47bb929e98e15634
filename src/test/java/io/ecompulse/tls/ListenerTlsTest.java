package io.ecompulse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ecompulse.config.Settings;
import io.ecompulse.config.SettingsException;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a listener may show, and what becomes of files that change. */
class ListenerTlsTest {
    @TempDir
    private static Path folder;

    private static TestCertificate sound;
    private static Vertx vertx;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Health health = new Health();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

    @BeforeAll
    static void make() {
        vertx = Vertx.vertx();
        sound = TestCertificate.sound(folder, "sound");
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** So that what follows files ends when Vert.x closes. */
    private static void inVerticle(Runnable start) throws Exception {
        vertx.deployVerticle(context -> {
                    start.run();
                    return Future.succeededFuture();
                })
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void aSoundCertificateIsShownAndItsExpiryMeasured() throws Exception {
        ListenerTls tls = open(sound.certificate(), sound.key());

        assertThat(tls.secure(new NetServerOptions()).isSsl()).isTrue();
        assertThat(expirySeconds()).isEqualTo((double)
                Duration.between(now.get(), sound.own().getNotAfter().toInstant())
                        .toSeconds());
        assertThat(problem()).isNull();
    }

    @Test
    void aCertificateThatExpiresSoonTurnsTheCheck() throws Exception {
        open(sound.certificate(), sound.key());
        Instant expiry = sound.own().getNotAfter().toInstant();

        now.set(expiry.minus(Duration.ofDays(14)));
        assertThat(problem()).isNull();
        now.set(expiry.minus(Duration.ofDays(14)).plusSeconds(1));
        assertThat(problem()).isEqualTo("the certificate expires on " + expiry);
        now.set(expiry.plusSeconds(5));
        assertThat(expirySeconds()).isEqualTo(-5);
    }

    @Test
    void anExpiredCertificateIsRefused() {
        now.set(sound.own().getNotAfter().toInstant().plusSeconds(1));

        assertRefused(
                sound.certificate(), sound.key(), "edge.tls.certificate: " + sound.certificate() + " expired on ");
    }

    @Test
    void aCertificateOfTomorrowIsRefused() {
        now.set(sound.own().getNotBefore().toInstant().minusSeconds(1));

        assertRefused(sound.certificate(), sound.key(), " is valid only from ");
    }

    @Test
    void aShortRsaKeyIsRefused() {
        TestCertificate weak = TestCertificate.make(folder, "short", "-keyalg", "RSA", "-keysize", "1024");

        assertRefused(weak.certificate(), weak.key(), " has an RSA key of 1024 bits; at least 2048 are needed");
    }

    @Test
    void aSignatureWithSha1IsRefused() {
        TestCertificate weak =
                TestCertificate.make(folder, "sha1", "-keyalg", "RSA", "-keysize", "2048", "-sigalg", "SHA1withRSA");

        assertRefused(weak.certificate(), weak.key(), " is signed with SHA1withRSA");
    }

    @Test
    void aKeyOfAnotherKindIsRefused() {
        TestCertificate odd = TestCertificate.make(folder, "odd", "-keyalg", "Ed25519");

        assertRefused(odd.certificate(), odd.key(), "; RSA and EC are known");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        TestCertificate other = TestCertificate.sound(folder, "stranger");

        assertRefused(sound.certificate(), other.key(), "edge.tls.key: " + other.key() + " is not the key of");
    }

    @Test
    void filesThatHoldNothingAreRefused() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "");
        Path text = Files.writeString(folder.resolve("text"), "-----BEGIN CERTIFICATE-----\n!\n");

        assertRefused(empty, sound.key(), " holds no certificate");
        assertRefused(text, sound.key(), " holds no readable PEM certificate");
        assertRefused(sound.certificate(), empty, "edge.tls.key: " + empty + " holds no readable PEM key");
        assertRefused(folder.resolve("none"), sound.key(), "none cannot be read: NoSuchFileException");
        assertRefused(
                Files.write(folder.resolve("large"), new byte[1024 * 1024 + 1]), sound.key(), "larger than 1 MiB");
    }

    @Test
    void aNewCertificateIsGivenToTheListenerAndABrokenOneIsNot() throws Exception {
        TestCertificate shown = TestCertificate.sound(folder, "shown");
        TestCertificate renewed = TestCertificate.make(folder, "renewed", "-keyalg", "RSA", "-validity", "25000");
        List<String> given = new CopyOnWriteArrayList<>();
        ListenerTls tls = open(shown.certificate(), shown.key());
        inVerticle(() -> tls.follow(options -> {
            given.add(certificate(options));
            return Future.succeededFuture();
        }));

        Files.writeString(shown.key(), "half a ke");
        await().until(() -> reloads("refused") == 1);
        assertThat(problem()).contains("a new certificate was refused", "shown.key holds no readable PEM key");
        assertThat(given).isEmpty();

        renewed.replace(shown);
        await().until(() -> reloads("loaded") == 1);
        assertThat(given).containsExactly(Files.readString(renewed.certificate()));
        assertThat(problem()).isNull();
        assertThat(expirySeconds()).isEqualTo((double)
                Duration.between(now.get(), renewed.own().getNotAfter().toInstant())
                        .toSeconds());

        Files.delete(shown.key());
        await().until(() -> reloads("refused") == 2);
        Files.copy(renewed.key(), shown.key());
        await().until(() -> reloads("loaded") == 2);
        assertThat(problem()).isNull();
    }

    @Test
    void aListenerThatDoesNotTakeItKeepsTheOldOne() throws Exception {
        TestCertificate shown = TestCertificate.sound(folder, "kept");
        ListenerTls tls = open(shown.certificate(), shown.key());
        inVerticle(() -> tls.follow(options -> Future.failedFuture(new IllegalStateException("Not listening"))));

        sound.replace(shown);

        await().until(() -> reloads("refused") == 1);
        assertThat(problem()).contains("the listener did not take it: IllegalStateException");
    }

    @Test
    void halfASettingIsAProblem() {
        assertThat(problems(Map.of("edge.tls.certificate", "a.pem")))
                .contains("edge.tls.certificate and edge.tls.key belong together: set both or none");
        assertThat(problems(Map.of("edge.tls.client.ca", "ca.pem")))
                .contains("edge.tls.client.ca needs edge.tls.certificate and edge.tls.key");
        assertThat(TlsConfig.from(new Settings(Map.of(), Map.of(), Map.of()), "edge"))
                .isNull();
    }

    private static String problems(Map<String, String> file) {
        Settings settings = new Settings(file, Map.of(), Map.of());
        TlsConfig.withClients(settings, "edge");
        try {
            settings.check();
            return "";
        } catch (SettingsException wrong) {
            return String.valueOf(wrong.getMessage());
        }
    }

    private ListenerTls open(Path certificate, Path key) throws Exception {
        Map<String, String> file = new HashMap<>();
        file.put("edge.tls.certificate", certificate.toString());
        file.put("edge.tls.key", key.toString());
        file.put("edge.tls.reload.interval", "20ms");
        TlsConfig config = TlsConfig.from(new Settings(file, Map.of(), Map.of()), "edge");
        assertThat(config).isNotNull();
        return ListenerTls.open(vertx, config, true, new ListenerTls.Surroundings(registry, health, now::get))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private void assertRefused(Path certificate, Path key, String why) {
        assertThatThrownBy(() -> open(certificate, key))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(UnusableCertificate.class)
                .hasMessageContaining(why);
    }

    private static String certificate(ServerSSLOptions options) {
        return ((PemKeyCertOptions) options.getKeyCertOptions()).getCertValue().toString();
    }

    private String problem() {
        return health.findings().get("tls.edge").problem();
    }

    private double expirySeconds() {
        return registry.get("ecompulse.tls.certificate.expiry").gauge().value();
    }

    private double reloads(String outcome) {
        return registry.get("ecompulse.tls.reloads")
                .tags("outcome", outcome)
                .counter()
                .count();
    }
}
