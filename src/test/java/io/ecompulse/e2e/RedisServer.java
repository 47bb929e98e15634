package io.ecompulse.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import redis.embedded.core.ExecutableProvider;

/** Redis as a child process on one port for all its lives; its data may come from another server's folder in the next one. */
final class RedisServer {
    private static final Pattern READY = Pattern.compile("Ready to accept connections");
    private static final Pattern SYNCED = Pattern.compile("MASTER <-> REPLICA sync: Finished with success");
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(20);
    private static final int ANSWER_MILLIS = 5_000;

    private final Path folder;
    private final Path binary;
    private final int port;
    private Path data;
    private int lives;
    private Child child;

    private RedisServer(Path folder, Path binary, int port) {
        this.folder = folder;
        this.binary = binary;
        this.port = port;
        this.data = folder.resolve("data-0");
    }

    /** Starts with an append-only file and returns when it answers. */
    static RedisServer start(Path folder) throws IOException {
        Path binary = ExecutableProvider.newJarResourceProvider(
                        Files.createDirectories(folder.resolve("bin")).toFile())
                .get()
                .toPath();
        RedisServer server = new RedisServer(folder, binary, Ports.free());
        server.launch();
        return server;
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    Child process() {
        return child;
    }

    /** Starts the next life on the data that the last one left. */
    void launch() throws IOException {
        child = launch("redis", data, port);
        child.awaitLine(READY, READY_WITHIN);
    }

    /** From now on as if its disk had been lost; call it between two lives. */
    void forgetData() {
        lives++;
        data = folder.resolve("data-" + lives);
    }

    void flushAll() throws IOException {
        ask(port, "FLUSHALL");
    }

    /**
     * A replica takes the place of this server: it follows, stops following, misses what is written for a while, and then has
     * this server's port.
     *
     * @param behind how much it misses
     */
    void failOver(Duration behind) throws IOException, InterruptedException {
        lives++;
        Path copy = folder.resolve("data-" + lives);
        int replicaPort = Ports.free();
        Child replica = launch("replica", copy, replicaPort, "--replicaof", "127.0.0.1 " + port);
        replica.awaitLine(SYNCED, READY_WITHIN);
        ask(replicaPort, "REPLICAOF NO ONE");
        Hold.during(behind);
        child.kill9();
        replica.term();
        replica.awaitExit(ENDED_WITHIN);
        data = copy;
        launch();
    }

    private Child launch(String name, Path home, int listen, String... more) throws IOException {
        Files.createDirectories(home);
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--bind", "127.0.0.1"));
        command.addAll(List.of("--port", Integer.toString(listen), "--dir", home.toString()));
        command.addAll(List.of("--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--daemonize", "no"));
        command.addAll(List.of(more));
        return Child.start(folder, name, command, Map.of());
    }

    private static void ask(int port, String command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            String said = new String(answer.readNBytes(5), StandardCharsets.US_ASCII);
            if (!said.equals("+OK\r\n")) {
                throw new IOException(command + " was answered " + said);
            }
        }
    }
}
