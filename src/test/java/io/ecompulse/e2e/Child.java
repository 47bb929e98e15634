package io.ecompulse.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process of ours that faults are done to. It writes into a log that its predecessors of the same name began, and a
 * watchdog kills it when the test's own process dies without a word. Only processes started here are ever signalled.
 */
final class Child {
    private static final int TOLD_CHARACTERS = 6_000;

    private final String name;
    private final Process process;
    private final Process watchdog;
    private final Path log;
    private final long logStart;

    private Child(String name, Process process, Path log, long logStart) throws IOException {
        this.name = name;
        this.process = process;
        this.log = log;
        this.logStart = logStart;
        this.watchdog = new ProcessBuilder(
                        "sh", "-c", "trap '' INT HUP; read -r line; kill -CONT $0; kill -9 $0", pid(process))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Starts a command whose output goes to the end of {@code <logs>/<name>.log}. */
    static Child start(Path logs, String name, List<String> command, Map<String, String> environment)
            throws IOException {
        Path log = Files.createDirectories(logs).resolve(name + ".log");
        Files.writeString(log, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        long before = Files.size(log);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new Child(name, builder.start(), log, before);
    }

    /** Waits for a line in what this process printed; fails at once when it ends before. */
    Matcher awaitLine(Pattern line, Duration within) {
        return await(name + " says " + line)
                .atMost(within)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            boolean wasAlive = process.isAlive();
                            Matcher found = line.matcher(said());
                            if (found.find()) {
                                return Optional.of(found);
                            }
                            if (!wasAlive) {
                                throw new IllegalStateException(
                                        name + " ended with " + process.exitValue() + "\n" + tail());
                            }
                            return Optional.<Matcher>empty();
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    /** kill -9, which ends a stopped process too. */
    void kill9() {
        watchdog.destroyForcibly();
        process.destroyForcibly();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Sends SIGTERM and does not wait. */
    void term() {
        process.destroy();
    }

    /** Returns the exit code; a process that is still there after the bound is killed and told of. */
    int awaitExit(Duration bound) throws InterruptedException {
        if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
            kill9();
            throw new AssertionError(name + " was still running " + bound + " after it should end\n" + tail());
        }
        watchdog.destroyForcibly();
        return process.exitValue();
    }

    /** SIGSTOP: it answers nothing and loses nothing. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** All that this process printed, without what its predecessors left in the log. */
    String said() {
        try {
            byte[] all = Files.readAllBytes(log);
            return new String(all, (int) logStart, all.length - (int) logStart, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The end of what it printed, for whoever has to find out why a test failed. */
    String tail() {
        String said = said();
        return said.substring(Math.max(0, said.length() - TOLD_CHARACTERS));
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int exit =
                new ProcessBuilder("kill", "-" + signal, pid(process)).start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(name + " could not be sent SIG" + signal);
        }
    }

    private static String pid(Process process) {
        return Long.toString(process.pid());
    }
}
