package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.e2e.ServeProcess.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;

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
    private static final Duration GAUGE_WITHIN = Duration.ofMinutes(2);

    private final Path folder;
    private final Kafka kafka;
    private final RedisServer redis;
    private final int edgePort;
    private final Optional<S3Lake> s3;
    private final Map<String, ServeProcess> processes = new LinkedHashMap<>();
    private Optional<SpoolDisk> spoolDisk = Optional.empty();

    private Fleet(Path folder, Kafka kafka, RedisServer redis, int edgePort, Optional<S3Lake> s3) {
        this.folder = folder;
        this.kafka = kafka;
        this.redis = redis;
        this.edgePort = edgePort;
        this.s3 = s3;
    }

    /** Starts the servers and no role; the lake is a folder. */
    static Fleet open(Path folder) throws IOException {
        return open(folder, Broker.start(folder), Optional.empty());
    }

    /** As {@link #open}, on another Kafka, which goes with the fleet. */
    static Fleet openOn(Kafka kafka, Path folder) throws IOException {
        return open(folder, kafka, Optional.empty());
    }

    /** As {@link #open}, with the lake on an S3 server of its own. */
    static Fleet openOnS3(Path folder) throws IOException {
        S3Lake s3 = S3Lake.start(folder);
        try {
            return open(folder, Broker.start(folder), Optional.of(s3));
        } catch (IOException | RuntimeException notStarted) {
            s3.close();
            throw notStarted;
        }
    }

    private static Fleet open(Path folder, Kafka kafka, Optional<S3Lake> s3) throws IOException {
        try {
            RedisServer redis = RedisServer.start(folder.resolve("redis"));
            Fleet fleet = new Fleet(folder, kafka, redis, Ports.free(), s3);
            fleet.writeConfig();
            kafka.awaitReady();
            return fleet;
        } catch (IOException | RuntimeException notStarted) {
            kafka.kill();
            throw notStarted;
        }
    }

    /** Adds the five roles, each alone in its process, the edge with a spool, and two workers that are not started yet. */
    Fleet withEveryRole(SpoolDisk disk) {
        return withEveryRole(disk, "");
    }

    /** @param javaOptions of every role */
    Fleet withEveryRole(SpoolDisk disk, String javaOptions) {
        spoolDisk = Optional.of(disk);
        for (String role : ROLES) {
            List<String> options =
                    new ArrayList<>(List.of("edge.http.port=" + edgePort, "journal.reader.instance.id=" + role));
            if (role.equals("edge")) {
                options.add("spool.dir=" + disk.folder().resolve("spool"));
                options.add("spool.segment.bytes=1MiB");
                options.add("spool.aside.bytes.max=1MiB");
            }
            add(role, role, options, javaOptions);
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
        ServeProcess process = new ServeProcess(new Plan(name, roles, config, all, environment(), javaOptions));
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

    /** As {@link #start}, with something more in the environment of this life. */
    void start(String name, Map<String, String> environment) throws IOException {
        process(name).launch(folder, environment);
        process(name).awaitReady();
    }

    /** As {@link #start}, of the other build that {@link ServeProcess#OTHER} names. */
    void startOther(String name) throws IOException {
        process(name).launchOther(folder);
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

    /** The one broker, of a fleet that has no other Kafka. */
    Broker broker() {
        return (Broker) kafka;
    }

    Kafka kafka() {
        return kafka;
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

    Optional<S3Lake> s3() {
        return s3;
    }

    /** Where the edge's spool stands; empty when it has none. */
    Optional<SpoolDisk> spoolDisk() {
        return spoolDisk;
    }

    /** The folder that the lake's folder or bucket is in. */
    Path lakeParent() {
        return s3.map(S3Lake::data).orElse(folder);
    }

    /** Events that were acked and that the journal does not have yet. */
    double spooled() throws IOException, InterruptedException {
        return spoolDisk.isEmpty() ? 0 : edgeGauge("ecompulse_spool_records");
    }

    double edgeGauge(String name) throws IOException, InterruptedException {
        return new Gauges(process("edge").management()).sum(name);
    }

    /** Waits for what the edge measures about itself. */
    void awaitEdgeGauge(String name, DoublePredicate condition) {
        await(name)
                .atMost(GAUGE_WITHIN)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .ignoreException(IOException.class)
                .until(() -> condition.test(edgeGauge(name)));
    }

    /** The questions that the process with this role answers. */
    QueryApi asking(String role) {
        ServeProcess asked = processes.values().stream()
                .filter(process -> process.hasRole(role))
                .findFirst()
                .orElseThrow();
        return new QueryApi(asked.management(), READ_TOKEN);
    }

    /** Leaves nobody behind. */
    @Override
    public void close() {
        for (String name : running()) {
            process(name).process().kill9();
        }
        redis.process().kill9();
        kafka.kill();
        s3.ifPresent(S3Lake::close);
        spoolDisk.ifPresent(SpoolDisk::close);
    }

    private Map<String, String> environment() {
        return s3.map(S3Lake::credentials).orElse(Map.of());
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
        List<String> lines = new ArrayList<>(List.of(
                "sources.file=" + sources,
                "management.host=127.0.0.1",
                "management.port=0",
                "edge.http.host=127.0.0.1",
                "edge.http.loops=2",
                "edge.recent.ids.max=1000", // so that the readers' windows get duplicates to find
                "edge.retry.after=1s",
                "edge.stream.reconnect.max=1s",
                "journal.kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                "journal.kafka.session.timeout.ms=" + SESSION.toMillis(),
                "journal.topic.create=true",
                "journal.topic.partitions=4",
                "journal.topic.replication=" + kafka.replicas(),
                "journal.reader.backoff.max=2s",
                "redis.url=" + redis.uri(),
                "aggregate.redis.timeout=2s",
                "aggregate.redis.retry.max=1s",
                "aggregate.fence.check=2s",
                "lake.window.age=2s",
                "warehouse.load.every=1s",
                "warehouse.load.retry.max=2s"));
        lines.addAll(s3.map(S3Lake::settings)
                .orElse(List.of("lake.url=" + folder.resolve("lake").toUri())));
        Files.write(folder.resolve("serve.properties"), lines);
    }
}
