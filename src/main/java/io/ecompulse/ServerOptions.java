package io.ecompulse;

import io.ecompulse.config.SourcesFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command finds the server that it asks: a data folder, or a management listener and a token. */
final class ServerOptions {
    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "The development server's data folder. Default ${DEFAULT-VALUE}.")
    private Path data = Path.of(".ecompulse");

    @Option(names = "--url", description = "The management listener, instead of a data folder.")
    private @Nullable URI url;

    @Option(names = "--token", description = "A read token. Default ${DEFAULT-VALUE}.")
    private String token = SourcesFile.DEV_READ_TOKEN;

    Path data() {
        return data.toAbsolutePath().normalize();
    }

    /** Whether a listener was named. */
    boolean isNamed() {
        return url != null;
    }

    /** The listener that was named, else that of the running server of the data folder, if there is one. */
    Optional<URI> server() throws IOException {
        return url != null
                ? Optional.of(url)
                : DevFile.of(data()).map(running -> URI.create("http://127.0.0.1:" + running.management()));
    }

    HttpRequest.Builder request(URI server, String question, Duration patience) {
        return HttpRequest.newBuilder(server.resolve("/api/v1/" + question))
                .timeout(patience)
                .header("Authorization", "Bearer " + token);
    }
}
