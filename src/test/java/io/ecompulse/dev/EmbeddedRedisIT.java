package io.ecompulse.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisIT {
    @TempDir
    Path data;

    @Test
    void keepsWhatWasWrittenOverARestart() throws Exception {
        try (EmbeddedRedis first = EmbeddedRedis.start(data)) {
            assertThat(ask(first, "SET k v")).isEqualTo("+OK");
        }

        try (EmbeddedRedis second = EmbeddedRedis.start(data)) {
            assertThat(ask(second, "STRLEN k")).isEqualTo(":1");
        }
    }

    @Test
    void endsAServerLeftOverFromAKilledProcessAndKeepsItsData() throws Exception {
        EmbeddedRedis leftOver = EmbeddedRedis.start(data);
        assertThat(ask(leftOver, "SET k v")).isEqualTo("+OK");

        try (EmbeddedRedis next = EmbeddedRedis.start(data)) {
            assertThat(runs(leftOver.pid())).isFalse();
            assertThat(ask(next, "STRLEN k")).isEqualTo(":1");
        } finally {
            leftOver.close();
        }
    }

    @Test
    void neverTouchesAForeignProcessThatAStalePidFileNames() throws Exception {
        Process foreign = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(data.resolve("redis.pid"), Long.toString(foreign.pid()));

            EmbeddedRedis.start(data).close();

            assertThat(foreign.isAlive()).isTrue();
        } finally {
            foreign.destroy();
        }
    }

    @Test
    void endsWhenTheProcessThatStartedItIsKilled() throws Exception {
        Process parent = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsRedisAndWaits.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8));
        long redis = Long.parseLong(said.readLine());

        parent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(runs(redis)).isFalse());
    }

    @Test
    void createsNothingOutsideItsFolder() throws Exception {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        long before = count(temporary);

        EmbeddedRedis.start(data.resolve("redis")).close();

        assertThat(count(temporary)).isEqualTo(before);
        assertThat(data.resolve("redis/appendonly.aof")).exists();
    }

    /** Stands for a program that is killed. */
    static final class StartsRedisAndWaits {
        public static void main(String[] folder) throws Exception {
            EmbeddedRedis redis = EmbeddedRedis.start(Path.of(folder[0]));
            System.out.println(redis.pid());
            System.in.read();
        }
    }

    private static boolean runs(long pid) {
        return ProcessHandle.of(pid)
                .map(RedisProcess::new)
                .filter(RedisProcess::isRunning)
                .isPresent();
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    private static String ask(EmbeddedRedis redis, String command) throws IOException {
        URI uri = URI.create(redis.uri());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }
}
