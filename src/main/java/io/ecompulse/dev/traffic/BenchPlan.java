package io.ecompulse.dev.traffic;

import io.ecompulse.dev.traffic.Options.WrongUsage;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark does.
 *
 * @param connections each with one request in flight
 * @param rate events a second of all connections together, at most; 0 is as fast as they are answered
 * @param pid the server's process, or 0 when its CPU time is asked of {@code metrics} or of nobody
 * @param metrics the server's Prometheus page, or null
 */
record BenchPlan(
        BenchProtocol protocol,
        String host,
        int port,
        String path,
        String writeKey,
        int connections,
        int batch,
        int rate,
        int warmupSeconds,
        int seconds,
        int pid,
        @Nullable URI metrics) {
    static final String HELP = """
        Usage: ecompulse bench [options]
        Sends prepared batches over a fixed number of connections, each waiting for its answer (closed loop),
        and reports what was accepted, how fast, and what it cost the server.

          --protocol NAME      http, or websocket: batches of the stream, an ack counts as 200, a nack as 503; default http
          --url URL            where to send; default http://127.0.0.1:8080/v1/batch, or /v1/stream
          --write-key KEY      default dev-write-key
          --connections N      requests in flight, 1 to 4096; default 64
          --batch N            events in a request, 1 to 1000; default 50
          --rate EVENTS        a second, at most, 0 to 10000000; default 0, as fast as the server answers
          --warmup SECONDS     not counted; default 5
          --seconds SECONDS    counted; default 10
          --pid PID            the server's process on this machine, for CPU time an event
          --metrics URL        or the server's metrics page, e.g. http://127.0.0.1:8081/metrics

        Example:
          scripts/ecompulse bench --connections 64 --batch 50 --seconds 30 --metrics http://127.0.0.1:8081/metrics
        """;

    private static final Set<String> OPTIONS = Set.of(
            "--protocol",
            "--url",
            "--write-key",
            "--connections",
            "--batch",
            "--rate",
            "--warmup",
            "--seconds",
            "--pid",
            "--metrics");
    private static final int HOUR = 3_600;

    static BenchPlan from(List<String> args) throws WrongUsage {
        Options options = Options.parse(args, OPTIONS);
        if (!options.unnamed().isEmpty()) {
            throw new WrongUsage("\"" + options.unnamed().get(0) + "\" is no option");
        }
        BenchProtocol protocol = protocol(options.text("--protocol", "http"));
        URI url = url(options.text("--url", "http://127.0.0.1:8080"), "--url");
        String metrics = options.text("--metrics");
        return new BenchPlan(
                protocol,
                url.getHost(),
                url.getPort() < 0 ? 80 : url.getPort(),
                url.getPath().length() <= 1 ? protocol.path() : url.getPath(),
                options.text("--write-key", "dev-write-key"),
                options.count("--connections", 64, 1, 4_096),
                options.count("--batch", 50, 1, 1_000),
                options.count("--rate", 0, 0, 10_000_000),
                options.count("--warmup", 5, 0, HOUR),
                options.count("--seconds", 10, 1, HOUR),
                options.count("--pid", 0, 0, Integer.MAX_VALUE),
                metrics == null ? null : url(metrics, "--metrics"));
    }

    private static BenchProtocol protocol(String name) throws WrongUsage {
        return switch (name) {
            case "http" -> BenchProtocol.HTTP;
            case "websocket" -> BenchProtocol.WEBSOCKET;
            default -> throw new WrongUsage("--protocol is \"" + name + "\", expected http or websocket");
        };
    }

    /** From one request of a connection to its next, in nanoseconds; 0 where only its answer is waited for. */
    long paceNanos() {
        return rate == 0 ? 0 : 1_000_000_000L * batch * connections / rate;
    }

    static URI url(String text, String option) throws WrongUsage {
        try {
            URI url = URI.create(text);
            if ("http".equals(url.getScheme()) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException noUrl) {
            // Said below.
        }
        throw new WrongUsage(option + " is \"" + text + "\", expected an address such as http://127.0.0.1:8080");
    }
}
