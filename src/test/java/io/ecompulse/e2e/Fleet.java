package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.e2e.ServeProcess.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Broker, Redis and the program's roles, each a process of its own, on one folder. The roles find Kafka and Redis where they
 * would in production: outside, by address.
 */
final class Fleet implements AutoCloseable {
    static final String WRITE_KEY = "faults-write-key";
    static final String READ_TOKEN = "faults-read-token";
    static final List<String> ROLES = List.of("edge", "aggregate", "lake", "warehouse", "insight");
    /** Members of both groups that come and go. */
    static final List<String> WORKERS = List.of("worker-2", "worker-3");
    /** How long Kafka waits for a member that says nothing. The broker allows no less. */
    static final Duration SESSION = Duration.ofSeconds(6);

    private static final Duration EXIT_WITHIN = Duration.ofSeconds(60);

    private final Path folder;
    private final Broker broker;
    private final RedisServer redis;
    private final int edgePort;
    private final Map<String, ServeProcess> processes = new LinkedHashMap<>();

    private Fleet(Path folder, Broker broker, RedisServer redis, int edgePort) {
        this.folder = folder;
        this.broker = broker;
        this.redis = redis;
        this.edgePort = edgePort;
    }

    /** Starts the servers and no role. */
    static Fleet open(Path folder) throws IOException {
        Broker broker = Broker.start(folder);
        try {
            RedisServer redis = RedisServer.start(folder.resolve("redis"));
            Fleet fleet = new Fleet(folder, broker, redis, Ports.free());
            fleet.writeConfig();
            broker.awaitReady();
            return fleet;
        } catch (IOException | RuntimeException notStarted) {
            broker.process().term();
            throw notStarted;
        }
    }

    /** Adds the five roles, each alone in its process, and two workers that are not started yet. */
    Fleet withEveryRole() {
        for (String role : ROLES) {
            add(role, role, List.of("edge.http.port=" + edgePort, "journal.reader.instance.id=" + role), "");
        }
        WORKERS.forEach(worker -> add(worker, "aggregate,lake", List.of(), ""));
        return this;
    }

    /** @param options beside those that all processes here share */
    ServeProcess add(String name, String roles, List<String> options, String javaOptions) {
        List<String> all = new ArrayList<>(List.of(
                "edge.id=" + name,
                "lake.spool.dir=" + folder.resolve("spool-" + name),
                "warehouse.duckdb.dir=" + folder.resolve("warehouse")));
        all.addAll(options);
        Path config = folder.resolve("serve.properties");
        ServeProcess process = new ServeProcess(new Plan(name, roles, config, all, Map.of(), javaOptions));
        processes.put(name, process);
        return process;
    }

    /** Starts processes side by side and returns when all are ready. */
    void start(List<String> names) throws IOException {
        for (String name : names) {
            process(name).launch(folder);
        }
        names.forEach(name -> process(name).awaitReady());
    }

    /** As {@link #start}, by a clock that obeys a file. */
    void startByClock(String name, FalseClock clock) throws IOException {
        process(name).launch(folder, clock.environment());
        process(name).awaitReady();
    }

    /** kill -9 of all of them at one moment; answers that moment. */
    long kill(List<String> names) {
        long moment = System.nanoTime();
        for (String name : names) {
            process(name).process().kill9();
        }
        return moment;
    }

    /** SIGTERM to all of them at once; each must end with 0 within its bound. */
    void stop(List<String> names) throws InterruptedException {
        names.forEach(name -> process(name).process().term());
        for (String name : names) {
            int exit = process(name).process().awaitExit(EXIT_WITHIN);
            assertThat(exit)
                    .as(
                            "exit code of %s after SIGTERM\n%s",
                            name, process(name).process().tail())
                    .isZero();
        }
    }

    /** Those that run. */
    List<String> running() {
        return processes.values().stream()
                .filter(process ->
                        process.process() != null && process.process().isAlive())
                .map(ServeProcess::name)
                .toList();
    }

    ServeProcess process(String name) {
        return processes.get(name);
    }

    Broker broker() {
        return broker;
    }

    RedisServer redis() {
        return redis;
    }

    Path folder() {
        return folder;
    }

    int edgePort() {
        return edgePort;
    }

    QueryApi insight() {
        return new QueryApi(process("insight").management(), READ_TOKEN);
    }

    /** Leaves nobody behind. */
    @Override
    public void close() {
        for (String name : running()) {
            process(name).process().kill9();
        }
        redis.process().kill9();
        broker.process().kill9();
    }

    private void writeConfig() throws IOException {
        Path sources = folder.resolve("sources.yaml");
        Files.writeString(sources, """
                sources:
                  - id: shop
                    name: Shop
                    enabled: true
                    writeKeys: [%s]
                    readTokens: [%s]
                    ip: drop
                """.formatted(WRITE_KEY, READ_TOKEN));
        List<String> lines = List.of(
                "sources.file=" + sources,
                "management.host=127.0.0.1",
                "management.port=0",
                "edge.http.host=127.0.0.1",
                "edge.http.loops=2",
                "edge.retry.after=1s",
                "edge.stream.reconnect.max=1s",
                "journal.kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "journal.kafka.session.timeout.ms=" + SESSION.toMillis(),
                "journal.topic.create=true",
                "journal.topic.partitions=4",
                "journal.topic.replication=1",
                "journal.reader.backoff.max=2s",
                "redis.url=" + redis.uri(),
                "aggregate.redis.timeout=2s",
                "aggregate.redis.retry.max=1s",
                "aggregate.fence.check=2s",
                "lake.url=" + folder.resolve("lake").toUri(),
                "lake.window.age=2s",
                "warehouse.load.every=1s",
                "warehouse.load.retry.max=2s");
        Files.write(folder.resolve("serve.properties"), lines);
    }
}
