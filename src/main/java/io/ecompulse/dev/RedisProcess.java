package io.ecompulse.dev;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A running Redis, known by the pid file it wrote and by the binary it runs, so that no foreign process is ever touched. */
record RedisProcess(ProcessHandle handle) {
    private static final int STOP_MAX_SECONDS = 10;
    private static final int TRY_MILLIS = 10;
    private static final byte[] PONG = "+PONG".getBytes(StandardCharsets.US_ASCII);

    /** Where a server with its home in {@code home} writes its process id. */
    static Path pidFile(Path home) {
        return home.resolve("redis.pid");
    }

    /** The living process that the pid file names, if it runs a binary from below {@code home}. */
    static Optional<RedisProcess> find(Path home) throws IOException {
        try {
            String pid = Files.readString(pidFile(home), StandardCharsets.UTF_8).strip();
            return ProcessHandle.of(Long.parseLong(pid))
                    .filter(process -> process.info()
                            .command()
                            .filter(command -> Path.of(command).startsWith(home))
                            .isPresent())
                    .map(RedisProcess::new);
        } catch (NoSuchFileException | NumberFormatException noPid) {
            return Optional.empty();
        }
    }

    /** Waits until a server just launched answers, its data loaded. */
    static RedisProcess await(Path home, int port, int maxSeconds) throws IOException {
        Optional<RedisProcess> started = Optional.empty();
        for (int attempt = 0; attempt < maxSeconds * 1000 / TRY_MILLIS; attempt++) {
            boolean wasThere = started.isPresent();
            started = find(home);
            if (wasThere && started.isEmpty()) {
                throw new IOException("Redis ended while starting");
            }
            if (started.isPresent() && answers(port)) {
                return started.get();
            }
            pause();
        }
        throw new IOException("Redis did not answer within " + maxSeconds + " s");
    }

    long pid() {
        return handle.pid();
    }

    /** Ends it in its clean way, which writes the last of the append-only file; by force only when it hangs. */
    void stop() {
        handle.destroy();
        if (!ended()) {
            handle.destroyForcibly();
            ended();
        }
    }

    /** A process that ended but was not yet reaped by its parent still has its id, yet runs nothing. */
    boolean isRunning() {
        return handle.isAlive() && handle.info().command().isPresent();
    }

    /** Asks, as the JDK's own notice of a foreign process' end comes up to seconds late. */
    private boolean ended() {
        for (int attempt = 0; isRunning() && attempt < STOP_MAX_SECONDS * 1000 / TRY_MILLIS; attempt++) {
            pause();
        }
        return !isRunning();
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TRY_MILLIS));
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            return Arrays.equals(answer.readNBytes(PONG.length), PONG);
        } catch (IOException notYet) {
            return false;
        }
    }
}
