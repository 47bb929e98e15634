package io.ecompulse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ecompulse.app.SqlJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private ServerOptions servers = new ServerOptions();

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
        Optional<URI> server = servers.server();
        if (server.isEmpty()) {
            return SqlJson.of(DevSettings.query(servers.data(), query));
        }
        HttpRequest request = servers.request(server.get(), "sql", PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(query))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
