package io.ecompulse.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ecompulse dev} from {@code target/ecompulse}, as a process of its own that can be killed. */
final class DevProcess {
    private static final Path PROGRAM =
            Path.of("target/ecompulse/scripts/ecompulse").toAbsolutePath();
    private static final Pattern READY = Pattern.compile("ecompulse ready http=(\\d+) management=(\\d+)");
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(90);
    private static final int TOLD_CHARACTERS = 6_000;

    private final Process process;
    private final Path data;
    private final Path log;
    private final int http;
    private final int management;

    private DevProcess(Process process, Path data, Path log, Matcher ready) {
        this.process = process;
        this.data = data;
        this.log = log;
        this.http = Integer.parseInt(ready.group(1));
        this.management = Integer.parseInt(ready.group(2));
    }

    /**
     * Starts on free ports and returns when the ready line is there.
     *
     * @param data the folder to go on with, or a new one
     */
    static DevProcess start(Path data, String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(PROGRAM.toString(), "dev", "--port", "0", "--management-port", "0", "--data", data.toString()));
        command.addAll(List.of(options));
        Path log = Files.createTempFile(Files.createDirectories(data), "dev-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("ECOMPULSE_JAVA_OPTIONS", "-Xmx768m");
        long began = System.nanoTime();
        Process process = builder.start();
        try {
            Matcher ready = await("the ready line")
                    .atMost(READY_WITHIN)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> readyLine(process, log), Optional::isPresent)
                    .orElseThrow();
            tell("ready after", began);
            return new DevProcess(process, data, log, ready);
        } catch (RuntimeException notReady) {
            process.destroyForcibly();
            throw notReady;
        }
    }

    int http() {
        return http;
    }

    int management() {
        return management;
    }

    Path data() {
        return data;
    }

    /** kill -9: no hook runs, nothing is flushed. The redis beside it is left to its watchdog. */
    void kill9() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(30, TimeUnit.SECONDS);
    }

    /** As {@link #kill9()}, and redis with it at the same moment: what a container's end looks like. Leaves nobody behind. */
    void kill9WithRedis() throws IOException, InterruptedException {
        Optional<ProcessHandle> redis = redis();
        redis.ifPresent(ProcessHandle::destroyForcibly);
        kill9();
        await("the end of redis")
                .atMost(DRAINED_WITHIN)
                .until(() -> redis.filter(DevProcess::runs).isEmpty());
    }

    /** Known by its binary below our folder: the number alone could be another program's by now. */
    private Optional<ProcessHandle> redis() throws IOException {
        Path pid = data.resolve("redis/redis.pid");
        if (!Files.exists(pid)) {
            return Optional.empty();
        }
        Path home = data.toRealPath();
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .filter(process -> process.info()
                        .command()
                        .filter(command -> Path.of(command).startsWith(home))
                        .isPresent());
    }

    /** A process that ended and was not reaped yet still has its number, but no command. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    /** SIGTERM; returns the exit code. */
    int term() throws InterruptedException {
        long began = System.nanoTime();
        process.destroy();
        if (!process.waitFor(DRAINED_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running " + DRAINED_WITHIN + " after SIGTERM\n" + tail(log));
        }
        tell("drained after", began);
        return process.exitValue();
    }

    /** The end of what it printed, for whoever has to find out why a test failed. */
    String said() {
        return tail(log);
    }

    private static Optional<Matcher> readyLine(Process process, Path log) throws IOException {
        Matcher ready = READY.matcher(Files.readString(log));
        if (ready.find()) {
            return Optional.of(ready);
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("ended with " + process.exitValue() + " before it was ready\n" + tail(log));
        }
        return Optional.empty();
    }

    private static void tell(String what, long began) {
        System.out.printf("DevProcess: %s %d ms%n", what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    private static String tail(Path log) {
        try {
            String all = Files.readString(log);
            return all.substring(Math.max(0, all.length() - TOLD_CHARACTERS));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
