package io.ecompulse.tls;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/** What a listener shows to its clients, checked: nobody would refuse it today. */
record Identity(PemFiles files, X509Certificate own) {
    private static final int RSA_BITS_MIN = 2048;
    private static final int EC_BITS_MIN = 256;
    private static final List<String> KEY_TYPES = List.of("RSA", "EC");
    private static final byte[] PROBE = {1, 2, 3, 4};

    /** Blocks. */
    static Identity of(Vertx vertx, TlsConfig config, PemFiles files, Instant now) throws UnusableCertificate {
        String certificateAt = config.setting("certificate") + ": " + config.certificate();
        List<X509Certificate> chain = certificates(files.certificate(), certificateAt);
        X509Certificate own = chain.get(0);
        checkTime(own, now, certificateAt);
        for (X509Certificate certificate : chain) {
            checkSignature(certificate, certificateAt);
        }
        checkStrength(own.getPublicKey(), certificateAt);
        String keyAt = config.setting("key") + ": " + config.key();
        checkPair(own.getPublicKey(), key(vertx, files, keyAt), keyAt);
        Buffer authority = files.clientAuthority();
        if (authority != null) {
            certificates(authority, config.setting("client.ca") + ": " + config.clientAuthority());
        }
        return new Identity(files, own);
    }

    Instant expiry() {
        return own.getNotAfter().toInstant();
    }

    /** @param http2 whether it is offered */
    ServerSSLOptions options(TlsConfig config, boolean http2) {
        ServerSSLOptions options = new ServerSSLOptions()
                .setKeyCertOptions(pair(files))
                .setEnabledSecureTransportProtocols(config.protocols())
                .setUseAlpn(http2)
                .setSslHandshakeTimeout(config.handshakeTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        Buffer authority = files.clientAuthority();
        if (authority != null) {
            // Asked for, not demanded: probes have none, and each path decides (management listener).
            options.setClientAuth(ClientAuth.REQUEST).setTrustOptions(new PemTrustOptions().addCertValue(authority));
        }
        return options;
    }

    private static PemKeyCertOptions pair(PemFiles files) {
        return new PemKeyCertOptions().addCertValue(files.certificate()).addKeyValue(files.key());
    }

    private static List<X509Certificate> certificates(Buffer pem, String where) throws UnusableCertificate {
        List<X509Certificate> found = new ArrayList<>();
        try {
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes()))) {
                found.add((X509Certificate) certificate);
            }
        } catch (GeneralSecurityException unreadable) {
            throw new UnusableCertificate(where + " holds no readable PEM certificate");
        }
        if (found.isEmpty()) {
            throw new UnusableCertificate(where + " holds no certificate");
        }
        return found;
    }

    private static void checkTime(X509Certificate own, Instant now, String where) throws UnusableCertificate {
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw new UnusableCertificate(
                    where + " expired on " + own.getNotAfter().toInstant());
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw new UnusableCertificate(where + " is valid only from "
                    + own.getNotBefore().toInstant() + " on; check this machine's clock");
        }
    }

    /** A root's own signature proves nothing and is checked by nobody. */
    private static void checkSignature(X509Certificate certificate, String where) throws UnusableCertificate {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        boolean isWeak = algorithm.startsWith("SHA1") || algorithm.startsWith("MD");
        boolean isRoot = certificate.getBasicConstraints() >= 0
                && certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
        if (isWeak && !isRoot) {
            throw new UnusableCertificate(where + " is signed with " + certificate.getSigAlgName()
                    + ", which clients refuse; have it signed with SHA-256");
        }
    }

    private static void checkStrength(PublicKey key, String where) throws UnusableCertificate {
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < RSA_BITS_MIN) {
            throw new UnusableCertificate(where + " has an RSA key of "
                    + rsa.getModulus().bitLength() + " bits; at least " + RSA_BITS_MIN + " are needed");
        }
        if (key instanceof ECKey ec && ec.getParams().getCurve().getField().getFieldSize() < EC_BITS_MIN) {
            throw new UnusableCertificate(where + " has an elliptic key of "
                    + ec.getParams().getCurve().getField().getFieldSize() + " bits; at least " + EC_BITS_MIN
                    + " are needed");
        }
        if (!KEY_TYPES.contains(key.getAlgorithm())) {
            throw new UnusableCertificate(
                    where + " has a key of type " + key.getAlgorithm() + "; RSA and EC are known");
        }
    }

    /** Read by the code that the listener itself will read it with. */
    private static PrivateKey key(Vertx vertx, PemFiles files, String where) throws UnusableCertificate {
        try {
            for (KeyManager manager : pair(files).getKeyManagerFactory(vertx).getKeyManagers()) {
                for (String type : KEY_TYPES) {
                    String[] aliases =
                            manager instanceof X509KeyManager keys ? keys.getServerAliases(type, null) : null;
                    if (aliases != null && aliases.length > 0) {
                        return ((X509KeyManager) manager).getPrivateKey(aliases[0]);
                    }
                }
            }
        } catch (Exception unreadable) { // Vert.x declares it.
            throw new UnusableCertificate(where + " holds no readable PEM key without a password");
        }
        throw new UnusableCertificate(where + " holds no key");
    }

    private static void checkPair(PublicKey open, PrivateKey secret, String where) throws UnusableCertificate {
        boolean isPair;
        try {
            String algorithm = secret.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(secret);
            signing.update(PROBE);
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(open);
            checking.update(PROBE);
            isPair = checking.verify(signing.sign());
        } catch (GeneralSecurityException another) {
            isPair = false;
        }
        if (!isPair) {
            throw new UnusableCertificate(where + " is not the key of the certificate");
        }
    }
}
