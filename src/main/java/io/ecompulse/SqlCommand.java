package io.ecompulse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ecompulse.app.SqlJson;
import io.ecompulse.config.SourcesFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the development warehouse: the running server if there is one (it owns the file), else the file itself. */
@Command(
        name = "sql",
        description = "Runs one read-only query on the development warehouse, whether the server runs or not.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  scripts/ecompulse sql \"select event_name, count(*) from events group by 1\""})
final class SqlCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "The server's data folder. Default ${DEFAULT-VALUE}.")
    private Path data = Path.of(".ecompulse");

    @Option(names = "--url", description = "The management listener, instead of a data folder.")
    private @Nullable URI url;

    @Option(names = "--token", description = "A read token. Default ${DEFAULT-VALUE}.")
    private String token = SourcesFile.DEV_READ_TOKEN;

    @Option(names = "--json", description = "Prints the answer as JSON.")
    private boolean json;

    @Parameters(paramLabel = "QUERY", description = "One SELECT, WITH, DESCRIBE or SHOW.")
    private String query = "";

    @Override
    public Integer call() throws Exception {
        String answer = answer();
        JsonNode node = new ObjectMapper().readTree(answer);
        if (node.has("error")) {
            throw new IOException(node.path("error").asText());
        }
        if (json) {
            System.out.println(answer);
        } else {
            new SqlTable(node).print(System.out);
        }
        return 0;
    }

    private String answer() throws Exception {
        URI server = url;
        if (server == null) {
            Path folder = data.toAbsolutePath().normalize();
            Optional<DevFile> running = DevFile.of(folder);
            if (running.isEmpty()) {
                return SqlJson.of(DevSettings.query(folder, query));
            }
            server = URI.create("http://127.0.0.1:" + running.get().management());
        }
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/v1/sql"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(query))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
