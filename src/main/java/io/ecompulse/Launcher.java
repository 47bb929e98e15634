package io.ecompulse;

import io.ecompulse.app.Program;
import io.ecompulse.app.Role;
import io.ecompulse.config.Settings;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs a program until a signal ends it: starts, prints the ready line, drains within a bound on SIGTERM or Ctrl-C. */
final class Launcher {
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
        Thread drain = new Thread(() -> Runtime.getRuntime().halt(stop(running.get(), companion)), "drain");
        Runtime.getRuntime()
                .addShutdownHook(drain); // before the start, so that a signal in between ends the companions too
        Program program;
        try {
            program = start();
        } catch (Exception refused) {
            Runtime.getRuntime().removeShutdownHook(drain);
            companion.stopped();
            throw refused;
        }
        running.set(program);
        companion.ready(program);
        System.out.println(readyLine(program));
        System.out.flush();
        new CountDownLatch(1).await(); // until the hook halts the process
    }

    private Program start() throws Exception {
        Program.Surroundings surroundings =
                new Program.Surroundings(InstantSource.system(), Main.Version.program(), development);
        try {
            return Program.start(settings, roles, surroundings)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    /** The exit code, which tells whoever sent the signal whether everything was drained. */
    private static int stop(@Nullable Program program, Companion companion) {
        int code = 0;
        try {
            companion.draining();
            if (program != null) {
                long bound = program.shutdownTimeout().toMillis();
                program.stop().toCompletionStage().toCompletableFuture().get(bound, TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException late) {
            System.err.println("ecompulse: the drain did not finish in time");
            code = 1;
        } catch (Exception failed) {
            System.err.println("ecompulse: the drain failed: " + failed);
            code = 1;
        }
        try {
            companion.stopped();
        } catch (Exception failed) {
            System.err.println("ecompulse: closing failed: " + failed);
            code = 1;
        }
        System.out.flush();
        return code;
    }

    private static String readyLine(Program program) {
        return "ecompulse ready http=" + program.httpPort() + " management=" + program.managementPort();
    }
}
