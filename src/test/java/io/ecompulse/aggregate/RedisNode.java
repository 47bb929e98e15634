package io.ecompulse.aggregate;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/** A Redis server of any version and role, as a process of its own that keeps nothing. */
final class RedisNode implements AutoCloseable {
    /** The binary that all tests here run on, where one is named: {@code -Dredis.server=/usr/bin/valkey-server}. */
    private static final Optional<Path> NAMED =
            Optional.ofNullable(System.getProperty("redis.server")).map(Path::of);

    private static final Path INSTALLED = Path.of("/usr/bin/redis-server");

    private final Process process;
    private final int port;

    /** @param settings lines of its configuration; those of a Sentinel make it one */
    RedisNode(Path binary, Path folder, int port, List<String> settings) {
        this.port = port;
        try {
            Path home = Files.createDirectories(folder.resolve(Integer.toString(port)));
            List<String> lines = new ArrayList<>(settings);
            lines.add("port " + port);
            lines.add("dir " + home);
            lines.add("bind 127.0.0.1");
            List<String> command = new ArrayList<>(List.of(
                    binary.toString(),
                    Files.write(home.resolve("redis.conf"), lines).toString()));
            if (settings.stream().anyMatch(line -> line.startsWith("sentinel "))) {
                command.add("--sentinel");
            }
            this.process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("redis.log").toFile())
                    .start();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        await().atMost(Duration.ofSeconds(30)).until(this::answers);
    }

    static RedisNode server(Path binary, Path folder, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("save \"\"");
        return new RedisNode(binary, folder, freePort(), all);
    }

    /** The binary that the tests bring along, 6.2, unless another is named. */
    static Path embedded(Path folder) {
        if (NAMED.isPresent()) {
            return NAMED.get();
        }
        try {
            return ExecutableProvider.newJarResourceProvider(folder.toFile())
                    .get()
                    .toPath();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** The one that is named, or that of the operating system, if there is one: 7.0 where CI runs. */
    static Optional<Path> installed() {
        return NAMED.isPresent() ? NAMED : Optional.of(INSTALLED).filter(Files::isExecutable);
    }

    int port() {
        return port;
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            // A cluster's nodes talk at 10,000 above; that must be a port, too.
            int port = socket.getLocalPort();
            return port <= 55_000 ? port : port - 10_000;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
