package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.tls.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Floods against an edge in a process of its own while somebody else sends events to it: all of those are taken, nothing stays
 * held, and memory has a bound. {@code -Dflood.millis=10000 -Dflood.sockets=10000} is the long run whose
 * figures stand in docs/hostile-input.md.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class FloodIT {
    private static final Duration TIME = Duration.ofMillis(Integer.getInteger("flood.millis", 400));
    private static final int SOCKETS = Integer.getInteger("flood.sockets", 300);
    private static final int ATTACKERS = Integer.getInteger("flood.attackers", 2);
    private static final long GROWTH_KIB_MAX = 400 * 1024;

    @TempDir
    private static Path folder;

    private interface Attack {
        void begin(Flood flood) throws IOException;
    }

    /** One edge and somebody who uses it. */
    private record Scene(ServeProcess edge, int port, TestCertificate certificate, Bystander bystander) {}

    @Test
    void othersAreServedAndNothingStaysHeldWhateverTheFlood() throws Exception {
        TestCertificate certificate = TestCertificate.sound(folder, "edge");
        try (Fleet fleet = Fleet.open(folder)) {
            fleet.add("plain", "edge", List.of("edge.http.port=0", "edge.body.deadline=5s"), "");
            fleet.add(
                    "tls",
                    "edge",
                    List.of(
                            "edge.http.port=0",
                            "edge.tls.certificate=" + certificate.certificate(),
                            "edge.tls.key=" + certificate.key()),
                    "");
            fleet.start(List.of("plain", "tls"));
            Scene plain = scene(fleet.process("plain"), certificate, "http");
            Scene tls = scene(fleet.process("tls"), certificate, "https");
            warm(plain);
            warm(tls);

            System.out.println(
                    "| what | done | ended | others before p50 / p99 | others during | memory before | during |");
            run(plain, "idle sockets", flood -> flood.silent(SOCKETS, ""));
            run(plain, "sockets with half a head", flood -> flood.silent(SOCKETS, "POST /v1/batch HTTP/1.1\r\nHost: "));
            run(plain, "bodies of a byte now and then", flood -> flood.slowBodies(Math.min(SOCKETS, 2_000)));
            run(plain, "heads of 15 KB", flood -> flood.headers(15_000));
            run(plain, "heads of 100 KB", flood -> flood.headers(100_000));
            run(plain, "gzip bombs of 400 MB", Flood::gzipBombs);
            run(tls, "TLS sockets without a handshake", flood -> flood.silent(SOCKETS, ""));
            run(tls, "streams cancelled at once", Flood::resets);
            run(tls, "streams we are made to cancel", Flood::madeResets);
            run(tls, "HPACK bombs", Flood::hpackBombs);
            run(tls, "heads that never end", Flood::continuations);
            run(tls, "pings", Flood::pings);
        }
    }

    private static Scene scene(ServeProcess edge, TestCertificate certificate, String scheme) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(certificate.trusting())
                .build();
        URI address = URI.create(scheme + "://localhost:" + edge.http() + "/v1/batch?k=" + Fleet.WRITE_KEY);
        return new Scene(edge, edge.http(), certificate, new Bystander(client, address));
    }

    private static void warm(Scene scene) throws InterruptedException {
        assertThat(scene.bystander().send(TIME).sent()).isPositive();
    }

    private static void run(Scene scene, String what, Attack attack) throws Exception {
        Bystander.Experience before = scene.bystander().send(TIME);
        long memoryBefore = residentKib(scene);
        Bystander.Experience during;
        long memoryDuring;
        String counts;
        try (Flood flood = new Flood(scene.port(), scene.certificate().trusting(), ATTACKERS)) {
            attack.begin(flood);
            during = scene.bystander().send(TIME);
            memoryDuring = residentKib(scene);
            counts = "%d | %d".formatted(flood.done.sum(), flood.closedByServer.sum());
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %d MiB | %d MiB |%n",
                what,
                counts,
                before,
                during,
                memoryBefore / 1024,
                memoryDuring / 1024);

        assertThat(during.sent()).as(what).isPositive();
        assertThat(during.refused())
                .as("events of others that were refused: %s", what)
                .isZero();
        assertThat(memoryDuring - memoryBefore).as("growth in KiB: %s", what).isLessThan(GROWTH_KIB_MAX);
        Gauges gauges = new Gauges(scene.edge().management());
        await(what).atMost(Duration.ofSeconds(60)).until(() -> gauges.sum("ecompulse_inflight_bytes") == 0);
    }

    private static long residentKib(Scene scene) throws IOException {
        Path status = Path.of("/proc", Long.toString(scene.edge().process().pid()), "status");
        if (!Files.exists(status)) {
            return 0; // Not on this system; the long run is made where it can be read.
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
