package io.ecompulse.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A Kafka broker as a process of its own, on one folder and one port for all its lives. */
final class Broker implements Kafka {
    private static final Pattern READY = Pattern.compile("broker ready");
    private static final Duration READY_WITHIN = Duration.ofMinutes(1);

    private final Path folder;
    private final int port;
    private Child child;

    private Broker(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Returns without waiting until it is ready. */
    static Broker start(Path folder) throws IOException {
        Broker broker = new Broker(folder, Ports.free());
        broker.launch();
        return broker;
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** Starts the next life. */
    void launch() throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + folder,
                "-Dlogback.configurationFile=logback-plain.xml",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName(),
                folder.resolve("kafka").toString(),
                Integer.toString(port));
        child = Child.start(folder, "broker", command, Map.of());
    }

    @Override
    public int replicas() {
        return 1;
    }

    @Override
    public void kill() {
        child.kill9();
    }

    @Override
    public void awaitReady() {
        child.awaitLine(READY, READY_WITHIN);
    }

    /** The process now at work. */
    Child process() {
        return child;
    }
}
