package io.ecompulse.tls;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The bytes of a listener's files as one look found them. */
record PemFiles(Buffer certificate, Buffer key, @Nullable Buffer clientAuthority) {
    private static final long BYTES_MAX = 1024 * 1024;

    static PemFiles read(TlsConfig config) throws UnusableCertificate {
        Path authority = config.clientAuthority();
        return new PemFiles(
                read(config.setting("certificate"), config.certificate()),
                read(config.setting("key"), config.key()),
                authority == null ? null : read(config.setting("client.ca"), authority));
    }

    private static Buffer read(String setting, Path file) throws UnusableCertificate {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new UnusableCertificate(setting + ": " + file + " is larger than 1 MiB; a PEM file is not");
            }
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new UnusableCertificate(setting + ": " + file + " cannot be read: "
                    + unreadable.getClass().getSimpleName());
        }
    }
}
