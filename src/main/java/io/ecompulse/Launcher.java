package io.ecompulse;

import io.ecompulse.app.Program;
import io.ecompulse.app.Role;
import io.ecompulse.config.Settings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program until a signal ends it: starts, prints the ready line, drains within a bound on SIGTERM or Ctrl-C, and exits at
 * once on a second signal.
 */
final class Launcher {
    /** What embedded servers and demo traffic may take to end. */
    private static final Duration CLOSE_MAX = Duration.ofSeconds(20);

    private final Settings settings;
    private final Set<Role> roles;
    private final boolean development;

    Launcher(Settings settings, Set<Role> roles, boolean development) {
        this.settings = settings;
        this.roles = roles;
        this.development = development;
    }

    /** Does not return while the program runs; throws when it cannot start. */
    int run() throws Exception {
        run(new Companion() {});
        return 0;
    }

    /** What runs beside the program and belongs to a command: embedded servers, demo traffic. */
    interface Companion {
        /** The program takes events. */
        default void ready(Program program) throws Exception {}

        /** The program is about to drain. */
        default void draining() throws Exception {}

        /** The program has stopped. */
        default void stopped() throws Exception {}
    }

    void run(Companion companion) throws Exception {
        AtomicReference<Program> running = new AtomicReference<>();
        StopSignals.heed(() -> die("a second signal ends the drain; what was acknowledged is safe"));
        Thread drain = new Thread(() -> Runtime.getRuntime().halt(stop(running.get(), companion)), "drain");
        Runtime.getRuntime()
                .addShutdownHook(drain); // before the start, so that a signal in between ends the companions too
        try {
            Program program = start();
            running.set(program);
            companion.ready(program);
            System.out.println(readyLine(program));
            System.out.flush();
        } catch (Exception refused) {
            Runtime.getRuntime().removeShutdownHook(drain);
            int unused = stop(running.get(), companion);
            throw refused;
        }
        new CountDownLatch(1).await(); // until the hook halts the process
    }

    private Program start() throws Exception {
        Program.Surroundings surroundings =
                new Program.Surroundings(InstantSource.system(), Main.Version.program(), development, Launcher::die);
        try {
            return Program.start(settings, roles, surroundings)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    /** At once: a drain would rest on what just failed. */
    private static void die(String why) {
        System.err.println("ecompulse: " + why);
        Runtime.getRuntime().halt(1);
    }

    /**
     * Ends everything, each step within a bound and whatever became of the one before. Answers the exit code, which tells
     * whoever sent the signal whether all of it was drained.
     */
    private static int stop(@Nullable Program program, Companion companion) {
        Duration bound = program == null ? CLOSE_MAX : program.shutdownTimeout();
        boolean drained = ended("the companions' drain", CLOSE_MAX, companion::draining);
        if (program != null) {
            drained &= ended("the drain", bound, () -> {
                Void unused =
                        program.stop().toCompletionStage().toCompletableFuture().get();
            });
        }
        drained &= ended("closing", CLOSE_MAX, companion::stopped);
        System.out.flush();
        return drained ? 0 : 1;
    }

    private interface Step {
        void run() throws Exception;
    }

    /** Runs a step on a thread of its own, since what hangs in it must not hang the exit. */
    private static boolean ended(String what, Duration bound, Step step) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            step.run();
            return null;
        });
        Thread thread = new Thread(task, "ending");
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(bound.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException late) {
            System.err.println("ecompulse: " + what + " did not finish within " + bound.toSeconds() + " s");
        } catch (ExecutionException failed) {
            System.err.println("ecompulse: " + what + " failed: " + failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static String readyLine(Program program) {
        return "ecompulse ready http=" + program.httpPort() + " management=" + program.managementPort();
    }
}
