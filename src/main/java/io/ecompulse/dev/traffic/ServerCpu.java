package io.ecompulse.dev.traffic;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The CPU time that the server has used so far, user and system: by the operating system's books, or its own metric. */
final class ServerCpu {
    private static final String METRIC = "process_cpu_time_ns_total";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BenchPlan plan;

    ServerCpu(BenchPlan plan) {
        this.plan = plan;
    }

    /** In microseconds; empty when nobody was named or nobody answers. Blocks. */
    OptionalLong micros() throws InterruptedException {
        if (plan.pid() > 0) {
            return ofProcess(ProcessHandle.of(plan.pid()).map(ProcessHandle::info));
        }
        return plan.metrics() == null ? OptionalLong.empty() : ofMetrics(plan.metrics());
    }

    static OptionalLong ofProcess(Optional<ProcessHandle.Info> process) {
        return process.flatMap(ProcessHandle.Info::totalCpuDuration)
                .map(used -> OptionalLong.of(used.toNanos() / 1_000))
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong ofMetrics(URI page) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(page).timeout(PATIENCE).build();
        try {
            String text = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
            return text.lines()
                    .filter(line -> line.startsWith(METRIC))
                    .mapToLong(line -> (long) (Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) / 1_000))
                    .findFirst();
        } catch (IOException | NumberFormatException unreadable) {
            return OptionalLong.empty();
        }
    }
}
