package io.ecompulse.e2e;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/** Kafka on nodes that are processes of their own, each broker and controller, and that come back on their ports and folders. */
final class KafkaCluster implements Kafka {
    private static final Pattern READY = Pattern.compile("broker ready");
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private final Path folder;
    private final List<Integer> ports;
    private final List<Integer> seenAt;
    private final List<Integer> controllerPorts;
    private final String id = Uuid.randomUuid().toString();
    private final List<Child> nodes = new ArrayList<>();

    private KafkaCluster(Path folder, List<Integer> ports, List<Integer> seenAt, List<Integer> controllerPorts) {
        this.folder = folder;
        this.ports = ports;
        this.seenAt = seenAt;
        this.controllerPorts = controllerPorts;
    }

    /** Returns without waiting until it is ready. */
    static KafkaCluster start(Path folder, int nodes) throws IOException {
        List<Integer> ports = freePorts(nodes);
        return launched(new KafkaCluster(folder, ports, ports, freePorts(nodes)));
    }

    /** One node that tells its clients to come to another port, where something stands in between. */
    static KafkaCluster behind(Path folder, int port, int seenAt) throws IOException {
        return launched(new KafkaCluster(folder, List.of(port), List.of(seenAt), freePorts(1)));
    }

    @Override
    public String bootstrapServers() {
        return seenAt.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    @Override
    public int replicas() {
        return ports.size();
    }

    @Override
    public void awaitReady() {
        nodes.forEach(node -> node.awaitLine(READY, READY_WITHIN));
    }

    @Override
    public void kill() {
        nodes.forEach(Child::kill9);
    }

    /** @param node from 0 */
    void kill(int node) {
        nodes.get(node).kill9();
    }

    /** Starts the next life of a node that was killed, and does not wait. */
    void restart(int node) throws IOException {
        nodes.set(node, launch(node));
    }

    private static KafkaCluster launched(KafkaCluster cluster) throws IOException {
        for (int node = 0; node < cluster.ports.size(); node++) {
            cluster.nodes.add(cluster.launch(node));
        }
        return cluster;
    }

    private Child launch(int node) throws IOException {
        Path settings = folder.resolve("node-" + node + ".properties");
        try (Writer file = Files.newBufferedWriter(settings)) {
            settings(node).store(file, null);
        }
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + folder,
                "-Dlogback.configurationFile=logback-plain.xml",
                "-cp",
                System.getProperty("java.class.path"),
                KafkaNodeMain.class.getName(),
                settings.toString(),
                id);
        return Child.start(folder, "node-" + node, command, Map.of());
    }

    private Properties settings(int node) {
        int all = ports.size();
        String majority = Integer.toString(all / 2 + 1);
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(node));
        settings.put("log.dirs", folder.resolve("kafka-" + node).toString());
        settings.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + ports.get(node) + ",CONTROLLER://127.0.0.1:" + controllerPorts.get(node));
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + seenAt.get(node));
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put(
                "controller.quorum.voters",
                IntStream.range(0, all)
                        .mapToObj(voter -> voter + "@127.0.0.1:" + controllerPorts.get(voter))
                        .collect(Collectors.joining(",")));
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.topic.replication.factor", Integer.toString(all));
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", Integer.toString(all));
        settings.put("transaction.state.log.min.isr", majority);
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        return settings;
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < count) {
            int port = Ports.free();
            if (!ports.contains(port)) {
                ports.add(port);
            }
        }
        return Collections.unmodifiableList(ports);
    }
}
