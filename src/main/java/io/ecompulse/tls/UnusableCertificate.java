package io.ecompulse.tls;

/** A certificate, its key or an authority cannot be used; says which setting, which file and why. Holds no secret. */
public final class UnusableCertificate extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableCertificate(String message) {
        super(message, null, false, false);
    }
}
