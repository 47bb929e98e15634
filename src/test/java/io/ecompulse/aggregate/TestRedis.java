package io.ecompulse.aggregate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/** A Redis that can be stopped and started again at the same port, keeping its data. */
final class TestRedis implements AutoCloseable {
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
                    .executableProvider(ExecutableProvider.newJarResourceProvider(folder.toFile()))
                    .bind("127.0.0.1")
                    .port(port)
                    .setting("dir " + folder)
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

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        stop();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
