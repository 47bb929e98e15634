package io.ecompulse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ecompulse.aggregate.AggregateReads;
import io.ecompulse.app.ProgramConfig;
import io.ecompulse.app.trace.Trace;
import io.ecompulse.app.trace.TraceQuery;
import io.ecompulse.config.Settings;
import io.ecompulse.journal.EventSearch;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.warehouse.LoadSearch;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the running server, or looks itself with a deployment's settings. */
@Command(
        name = "trace",
        description = {
            "Says where an event is: what the edge made of it, its position in the journal, whether it is counted, its"
                    + " file and row in the lake, its load into the warehouse.",
            "Reads the journal's records of the span. Exits with 0 when there is something of the event, with 1 when"
                    + " not."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  scripts/ecompulse trace 0190f0a2-7d1e-7000-8000-1234567890ab",
            "  scripts/ecompulse trace order-1 --source shop --from 2026-11-23T12:00:00Z --config"
                    + " /etc/ecompulse.properties"
        })
final class TraceCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long REDIS_SECONDS = 30;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandSpec spec;

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Option(names = "--source", description = "Only the event of this source.")
    private @Nullable String source;

    @Option(names = "--from", paramLabel = "TIME", description = "Arrived since, ISO 8601. Default: 24 hours ago.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Arrived before, ISO 8601. Default: now.")
    private @Nullable String to;

    @Option(names = "--records", description = "Records of each topic that are read at most. Default: 20000000.")
    private @Nullable String records;

    @Option(names = "--json", description = "Prints the answer as JSON.")
    private boolean json;

    @Mixin
    private ServerOptions servers = new ServerOptions();

    @Parameters(paramLabel = "EVENT_ID", description = "The messageId.")
    private String id = "";

    @Override
    public Integer call() throws Exception {
        String answer = answer();
        JsonNode node = new ObjectMapper().readTree(answer);
        if (node.has("error")) {
            throw new IOException(node.path("error").asText());
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(answer);
        } else {
            TraceText.print(node, out);
        }
        return node.path("found").asBoolean() ? 0 : 1;
    }

    private String answer() throws Exception {
        Optional<URI> server = settings.isGiven() && !servers.isNamed() ? Optional.empty() : servers.server();
        if (server.isPresent()) {
            return asked(server.get());
        }
        if (!settings.isGiven()) {
            throw new IllegalStateException("no development server runs on " + servers.data()
                    + "; name another folder with --data, or a deployment's settings with --config");
        }
        return looked();
    }

    private String asked(URI server) throws Exception {
        String query = given().entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpClient.newHttpClient()
                .send(servers.request(server, "trace?" + query, PATIENCE).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String looked() throws Exception {
        Settings read = settings.read(Map.of());
        ProgramConfig config = ProgramConfig.from(read);
        read.check();
        EventSearch.Wanted wanted = TraceQuery.of(given(), source, Instant.now());
        LakeStore lake = config.lake().openStore();
        Vertx vertx = Vertx.vertx();
        try {
            AggregateReads reads = AggregateReads.open(
                    vertx,
                    new AggregateReads.Setup(
                            config.aggregate(),
                            config.journal().topics().events(),
                            InstantSource.system(),
                            System::nanoTime));
            return new Trace(
                            config.journal(),
                            () -> reads.positions()
                                    .toCompletionStage()
                                    .toCompletableFuture()
                                    .get(REDIS_SECONDS, TimeUnit.SECONDS),
                            lake,
                            path -> LoadSearch.loadedAt(config.warehouse(), lake, InstantSource.system(), path))
                    .find(wanted);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(REDIS_SECONDS, TimeUnit.SECONDS);
        }
    }

    private Map<String, String> given() {
        Map<String, String> given = new HashMap<>(Map.of("id", id));
        put(given, "source", source);
        put(given, "from", from);
        put(given, "to", to);
        put(given, "records", records);
        return given;
    }

    private static void put(Map<String, String> given, String name, @Nullable String value) {
        if (value != null) {
            given.put(name, value);
        }
    }
}
