package io.ecompulse.aggregate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import redis.embedded.RedisServer;

/** A Redis that can be stopped and started again at the same port, keeping its data. */
final class TestRedis implements AutoCloseable {
    private static final String DATA = "data";

    private final Path folder;
    private final int port;
    private RedisServer server;

    TestRedis(Path folder) {
        this.folder = folder;
        this.port = freePort();
        start();
    }

    void start() {
        try {
            server = RedisServer.newRedisServer()
                    .executableProvider(() -> RedisNode.embedded(folder).toFile())
                    .bind("127.0.0.1")
                    .port(port)
                    .setting("dir " + Files.createDirectories(folder.resolve(DATA)))
                    .setting("appendonly yes")
                    .setting("appendfsync always")
                    .setting("save \"\"")
                    .build();
            server.start();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    void stop() {
        try {
            server.stop();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Keeps what the stopped server holds, to be put back later. */
    Path copy() throws IOException {
        Path copy = Files.createTempDirectory(folder, "copy");
        copy(folder.resolve(DATA), copy);
        return copy;
    }

    /** Lets the stopped server hold what it held when the copy was made. */
    void putBack(Path copy) throws IOException {
        delete(folder.resolve(DATA));
        copy(copy, folder.resolve(DATA));
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        stop();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
