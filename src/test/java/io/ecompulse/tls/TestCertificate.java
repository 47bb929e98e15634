package io.ecompulse.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A certificate for localhost that signs itself, made by the JDK's keytool, and its key, both as PEM files. */
public record TestCertificate(Path certificate, Path key, X509Certificate own, PrivateKey secret) {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String[] SOUND = {"-keyalg", "EC", "-groupname", "secp256r1"};

    /** One that nobody refuses. */
    public static TestCertificate sound(Path folder, String name) {
        return make(folder, name, SOUND);
    }

    /** @param options of keytool -genkeypair */
    public static TestCertificate make(Path folder, String name, String... options) {
        try {
            Path store = folder.resolve(name + ".p12");
            keytool(store, name, options);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            X509Certificate own = (X509Certificate) keys.getCertificate(name);
            PrivateKey secret = (PrivateKey) keys.getKey(name, PASSWORD);
            return new TestCertificate(
                    Files.writeString(folder.resolve(name + ".crt"), pem("CERTIFICATE", own.getEncoded())),
                    Files.writeString(folder.resolve(name + ".key"), pem("PRIVATE KEY", secret.getEncoded())),
                    own,
                    secret);
        } catch (IOException | GeneralSecurityException fault) {
            throw new AssertionError(fault);
        }
    }

    /** Puts these files in the place of others, each in one step. */
    public void replace(TestCertificate other) {
        try {
            replace(certificate, other.certificate);
            replace(key, other.key);
        } catch (IOException fault) {
            throw new AssertionError(fault);
        }
    }

    /** Of a client that trusts this certificate only, and shows its own where it has one. */
    public SSLContext trusting(TestCertificate... shown) {
        try {
            KeyStore keys = emptyStore();
            for (TestCertificate mine : shown) {
                keys.setKeyEntry("client", mine.secret, PASSWORD, new X509Certificate[] {mine.own});
            }
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), new TrustManager[] {trust()}, null);
            return context;
        } catch (IOException | GeneralSecurityException fault) {
            throw new AssertionError(fault);
        }
    }

    /** What trusts this certificate only. */
    public X509TrustManager trust() {
        try {
            KeyStore trusted = emptyStore();
            trusted.setCertificateEntry("server", own);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            return (X509TrustManager) trust.getTrustManagers()[0];
        } catch (IOException | GeneralSecurityException fault) {
            throw new AssertionError(fault);
        }
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static void replace(Path from, Path to) throws IOException {
        Path beside = Files.copy(from, to.resolveSibling(to.getFileName() + ".new"));
        Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void keytool(Path store, String name, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-startdate",
                "2020/01/01", // before the clock of any test
                "-validity",
                "20000",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("keytool failed: " + said);
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static String pem(String what, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }
}
