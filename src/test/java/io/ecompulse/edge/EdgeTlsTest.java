package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ecompulse.config.PrivacyPolicy;
import io.ecompulse.config.Sources;
import io.ecompulse.tls.TestCertificate;
import io.ecompulse.tls.UnusableCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The public listener with a certificate of its own, looked at with real TLS sockets. */
class EdgeTlsTest {
    @TempDir
    private static Path folder;

    private static TestCertificate certificate;
    private static TestEdge edge;

    @BeforeAll
    static void start() {
        certificate = TestCertificate.sound(folder, "edge");
        edge = start(certificate);
    }

    @AfterAll
    static void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    private static TestEdge start(TestCertificate shown, String... more) {
        String[] settings = {
            "edge.tls.certificate",
            shown.certificate().toString(),
            "edge.tls.key",
            shown.key().toString(),
            "edge.tls.reload.interval",
            "30ms",
            "edge.tls.handshake.timeout",
            "500ms"
        };
        String[] all = Arrays.copyOf(settings, settings.length + more.length);
        System.arraycopy(more, 0, all, settings.length, more.length);
        return TestEdge.start(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksTheVersionsOfToday(String version) throws IOException {
        try (SSLSocket socket = connect(edge, version)) {
            assertThat(post(socket, track(version))).startsWith("HTTP/1.1 200").contains("\"accepted\":1");
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    void aCookieThatIsSetOverTlsIsSecure() throws IOException {
        Sources before = edge.sources.getAndSet(
                new Sources(List.of(CookieEdge.source("dev", CookieEdge.YEAR, PrivacyPolicy.DEFAULT, TestEdge.KEY))));
        try (SSLSocket socket = connect(edge, "TLSv1.3")) {
            assertThat(post(socket, "{\"type\":\"page\",\"messageId\":\"secure\"}"))
                    .contains("Path=/; Secure; HttpOnly; SameSite=Lax\r\n");
        } finally {
            edge.sources.set(before);
        }
    }

    /** I6: at ten connections and a tenth more. */
    @Test
    void aHandshakeTakesAPlaceFromItsFirstByteOn() throws IOException {
        try (TestEdge limited =
                start(certificate, "edge.http.connections.max", "10", "edge.tls.handshake.timeout", "30s")) {
            List<Socket> silent = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                silent.add(new Socket(InetAddress.getLoopbackAddress(), limited.edge.port()));
            }
            await().until(() -> connections(limited) == 11);

            assertThatThrownBy(() -> connect(limited, "TLSv1.3").startHandshake())
                    .isInstanceOf(IOException.class);
            assertThat(limited.counter("ecompulse.refused.requests", "reason", "overloaded"))
                    .isEqualTo(1);
            silent.remove(0).close();
            await().until(() -> connections(limited) == 10);
            try (SSLSocket told = connect(limited, "TLSv1.3")) {
                assertThat(post(told, track("told"))).startsWith("HTTP/1.1 429");
            }
            silent.remove(0).close();
            await().until(() -> connections(limited) == 9);
            try (SSLSocket served = connect(limited, "TLSv1.3")) {
                assertThat(post(served, track("served"))).startsWith("HTTP/1.1 200");
            }
            for (Socket socket : silent) {
                socket.close();
            }
            await().until(() -> connections(limited) == 0);
        }
    }

    private static int connections(TestEdge of) {
        return (int) of.registry.get("ecompulse.open.connections").gauge().value();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void refusesOlderVersions(String version) {
        byte minor = (byte) (version.equals("TLSv1") ? 1 : 2);

        // The JDK's own sockets will not speak it any more, so this is the hello of one that does.
        assertThat(helloOf(minor))
                .startsWith(new byte[] {21, 3})
                .endsWith(new byte[] {2, 70}); // fatal protocol_version
    }

    @Test
    void canBeTheNewestVersionOnly() throws IOException {
        TestEdge strict = start(certificate, "edge.tls.version.min", "tls13");
        try {
            assertThatThrownBy(() -> connect(strict, "TLSv1.2").startHandshake())
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("protocol_version");
            try (SSLSocket socket = connect(strict, "TLSv1.3")) {
                assertThat(post(socket, track("strict"))).startsWith("HTTP/1.1 200");
            }
        } finally {
            strict.close();
        }
    }

    @Test
    void saysNothingToPlainHttp() {
        assertThat(edge.raw("GET /v1/projects/k/settings HTTP/1.1\r\nHost: a\r\n\r\n"))
                .doesNotContain("HTTP");
    }

    @Test
    void closesAConnectionThatNeverShakesHands() throws IOException {
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), edge.edge.port())) {
            silent.setSoTimeout(20_000);

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void showsANewCertificateToNewConnectionsAndKeepsTheOldOnesOpen() throws IOException {
        TestCertificate first = TestCertificate.sound(folder, "first");
        TestCertificate second = TestCertificate.sound(folder, "second");
        Principal firstName = first.own().getSubjectX500Principal();
        TestEdge reloading = start(first, "edge.tls.handshake.timeout", "30s");
        try (SSLSocket open = connect(reloading, first, "TLSv1.3")) {
            assertThat(post(open, track("before"))).startsWith("HTTP/1.1 200");

            second.replace(first);

            await().until(() -> reloading.counter("ecompulse.tls.reloads", "outcome", "loaded") == 1);
            for (int loop = 0; loop < 4; loop++) { // more connections than event loops: each loop shows the new one
                try (SSLSocket anew = connect(reloading, second, "TLSv1.3")) {
                    assertThat(post(anew, track("after-" + loop))).startsWith("HTTP/1.1 200");
                }
            }
            assertThat(post(open, track("still"))).startsWith("HTTP/1.1 200");
            assertThat(open.getSession().getPeerPrincipal()).isEqualTo(firstName);
            await().until(() -> connections(reloading) == 1);
            try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), reloading.edge.port())) {
                await().until(() -> connections(reloading) == 2); // Counted under the new certificate, too.
                assertThat(silent.isConnected()).isTrue();
            }
        } finally {
            reloading.close();
        }
    }

    @Test
    void aCertificateThatCannotBeUsedRefusesTheStart() {
        TestCertificate other = TestCertificate.sound(folder, "other");

        assertThatThrownBy(() -> TestEdge.start(
                        "edge.tls.certificate", certificate.certificate().toString(),
                        "edge.tls.key", other.key().toString()))
                .hasRootCauseInstanceOf(UnusableCertificate.class)
                .hasMessageContaining("edge.tls.key: " + other.key() + " is not the key of the certificate");
    }

    private static SSLSocket connect(TestEdge to, String version) throws IOException {
        return connect(to, certificate, version);
    }

    private static SSLSocket connect(TestEdge to, TestCertificate trusted, String version) throws IOException {
        SSLSocket socket = (SSLSocket) trusted.trusting().getSocketFactory().createSocket("127.0.0.1", to.edge.port());
        socket.setSoTimeout(20_000);
        socket.setEnabledProtocols(new String[] {version});
        return socket;
    }

    private static String post(Socket socket, String event) throws IOException {
        String body = batch(event);
        socket.getOutputStream()
                .write(("POST /v1/batch?k=dev-write-key HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length()
                                + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("]}") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    /** A ClientHello of TLS 1.0 (1) or 1.1 (2), and the record that comes back. */
    private static byte[] helloOf(byte minor) {
        byte[] suites = {(byte) 0xC0, 0x09, (byte) 0xC0, 0x0A, 0x00, 0x2F, 0x00, 0x35};
        int body = 2 + 32 + 1 + 2 + suites.length + 2;
        ByteBuffer hello = ByteBuffer.allocate(5 + 4 + body);
        hello.put((byte) 22).put((byte) 3).put((byte) 1).putShort((short) (4 + body));
        hello.put((byte) 1).put((byte) 0).putShort((short) body);
        hello.put((byte) 3).put(minor).put(new byte[32]).put((byte) 0);
        hello.putShort((short) suites.length).put(suites).put((byte) 1).put((byte) 0);
        return edge.raw(hello.array()).getBytes(StandardCharsets.ISO_8859_1);
    }
}
