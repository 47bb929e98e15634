package io.ecompulse.dev.traffic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ecompulse.dev.traffic.Options.WrongUsage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code ecompulse send}: sends events from a file or from standard input, and shows what the server answers. */
public final class Send {
    private static final String HELP = """
            Usage: ecompulse send [--url URL] [--key KEY] [FILE]
            Sends one JSON event, or one a line, from FILE or (none, or -) from standard input; prints each answer.

              --url URL    the public listener; default http://127.0.0.1:8080
              --key KEY    the write key; default dev-write-key

            Example:
              echo '{"type":"track","event":"Product Viewed","anonymousId":"a1","properties":{"sku":"PO-1001"}}' \\
                | scripts/ecompulse send
            """;

    private static final int BATCH_EVENTS_MAX = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest.Builder request;
    private final PrintStream out;

    private Send(URI url, String key, PrintStream out) {
        this.out = out;
        this.request = HttpRequest.newBuilder(url.resolve("/v1/batch"))
                .timeout(PATIENCE)
                .header("Authorization", WireKey.basic(key))
                .header("Content-Type", "application/json");
    }

    /** Returns the exit code: 0 everything accepted for good, 1 something refused or unreadable, 2 wrong usage. */
    public static int run(List<String> args, InputStream in, PrintStream out) throws InterruptedException {
        if (args.contains("--help")) {
            out.print(HELP);
            return 0;
        }
        try {
            Options options = Options.parse(args, Set.of("--url", "--key"));
            if (options.unnamed().size() > 1) {
                throw new WrongUsage("one file at a time");
            }
            URI url = BenchPlan.url(options.text("--url", "http://127.0.0.1:8080"), "--url");
            String file = options.unnamed().isEmpty() ? "-" : options.unnamed().get(0);
            try (InputStream events = file.equals("-") ? in : Files.newInputStream(Path.of(file))) {
                return new Send(url, options.text("--key", "dev-write-key"), out).send(events) ? 0 : 1;
            }
        } catch (WrongUsage wrong) {
            return said(out, "" + wrong.getMessage(), 2);
        } catch (JsonProcessingException unreadable) {
            return said(out, "not JSON: " + unreadable.getOriginalMessage() + " " + place(unreadable), 1);
        } catch (NoSuchFileException missing) {
            return said(out, "no file " + missing.getFile(), 1);
        } catch (IOException failed) {
            return said(out, "nobody answers: " + failed, 1);
        }
    }

    private boolean send(InputStream events) throws IOException, InterruptedException {
        boolean accepted = true;
        StringBuilder batch = new StringBuilder();
        int size = 0;
        try (MappingIterator<JsonNode> each = JSON.readerFor(JsonNode.class).readValues(events)) {
            while (each.hasNextValue()) {
                batch.append(size == 0 ? "" : ",").append(each.nextValue());
                if (++size == BATCH_EVENTS_MAX) {
                    accepted &= post(batch.toString());
                    batch.setLength(0);
                    size = 0;
                }
            }
        }
        return (size == 0 || post(batch.toString())) && accepted;
    }

    private boolean post(String events) throws IOException, InterruptedException {
        String body = "{\"batch\":[" + events + "]}";
        HttpResponse<String> answer =
                client.send(request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        out.println(answer.body());
        return answer.statusCode() == 200 && rejected(answer.body()) == 0;
    }

    private static int rejected(String answer) {
        try {
            return JSON.readTree(answer).path("rejected").asInt();
        } catch (JsonProcessingException noJson) {
            return 0; // Not one of ours; its status is all we know.
        }
    }

    private static String place(JsonProcessingException unreadable) {
        return unreadable.getLocation() == null
                ? ""
                : "(line " + unreadable.getLocation().getLineNr() + ")";
    }

    private static int said(PrintStream out, String message, int code) {
        out.println("ecompulse send: " + message);
        return code;
    }
}
