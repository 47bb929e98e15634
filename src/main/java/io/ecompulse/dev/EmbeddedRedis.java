package io.ecompulse.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/**
 * The embedded-redis package's own binary as a child process, persistent in its folder. It runs in a session of its own, so
 * that Ctrl-C reaches us first and Redis serves until we have drained; a watchdog ends it when we die without a word.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final int STARTS_MAX = 3;
    private static final int START_MAX_SECONDS = 10;

    private final RedisProcess redis;
    private final Process watchdog;
    private final int port;

    private EmbeddedRedis(RedisProcess redis, Process watchdog, int port) {
        this.redis = redis;
        this.watchdog = watchdog;
        this.port = port;
    }

    /** Starts on any free port, with the data of an earlier start in {@code folder}; ends a server left over from that one. */
    public static EmbeddedRedis start(Path folder) {
        try {
            Path home = Files.createDirectories(folder).toRealPath();
            Path binaries = Files.createDirectories(home.resolve("bin"));
            RedisProcess.find(home).ifPresent(RedisProcess::stop);
            Path binary = ExecutableProvider.newJarResourceProvider(binaries.toFile())
                    .get()
                    .toPath();
            for (int attempt = 1; attempt < STARTS_MAX; attempt++) {
                try {
                    return launched(home, binary);
                } catch (IOException portTaken) {
                    // Somebody took the port between our asking for it and Redis' binding it: the next one will do.
                }
            }
            return launched(home, binary);
        } catch (IOException fault) {
            throw new UncheckedIOException("Embedded Redis did not start, see " + folder.resolve("redis.log"), fault);
        }
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** The server's process id. */
    long pid() {
        return redis.pid();
    }

    @Override
    public void close() {
        redis.stop();
        watchdog.destroy();
    }

    private static EmbeddedRedis launched(Path home, Path binary) throws IOException {
        int port = freePort();
        Files.deleteIfExists(RedisProcess.pidFile(home));
        await(new ProcessBuilder(command(home, binary, port))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("start.log").toFile())
                .start());
        RedisProcess redis = RedisProcess.await(home, port, START_MAX_SECONDS);
        return new EmbeddedRedis(redis, watch(redis), port);
    }

    private static List<String> command(Path home, Path binary, int port) {
        return List.of(
                binary.toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                home.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--save",
                "",
                "--daemonize",
                "yes",
                "--pidfile",
                RedisProcess.pidFile(home).toString(),
                "--logfile",
                home.resolve("redis.log").toString());
    }

    /** Its input ends when this process does, whatever the reason; then it ends Redis in its clean way. */
    private static Process watch(RedisProcess redis) throws IOException {
        String script = "trap '' INT HUP; read -r line; kill " + redis.pid();
        return new ProcessBuilder("sh", "-c", script)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void await(Process launcher) throws IOException {
        try {
            if (!launcher.waitFor(START_MAX_SECONDS, TimeUnit.SECONDS)) {
                launcher.destroyForcibly();
                throw new IOException("Redis' launcher did not return");
            }
            if (launcher.exitValue() != 0) {
                throw new IOException("Redis' launcher ended with " + launcher.exitValue());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            launcher.destroyForcibly();
            throw new IOException("Interrupted while Redis started", interrupted);
        }
    }
}
