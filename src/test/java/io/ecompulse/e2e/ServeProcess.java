package io.ecompulse.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ecompulse serve} as a process of its own, which can be ended and started again with the same command: the packaged
 * program where it is built, else the same {@code Main} from this test's class path.
 */
final class ServeProcess {
    /** The {@code scripts/ecompulse} of another build, older or newer, or null; {@code -Dfaults.other=…}. */
    static final String OTHER = System.getProperty("faults.other");

    static final Pattern READY = Pattern.compile("ecompulse ready http=(\\d+) management=(\\d+)");

    private static final Path PROGRAM =
            Path.of("target/ecompulse/scripts/ecompulse").toAbsolutePath();
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private final Plan plan;
    private Child child;
    private Matcher ready;

    /**
     * @param name also of the log
     * @param roles as on the command line
     * @param options single settings, key=value
     * @param environment beside our own
     * @param javaOptions in addition to the small ones that all get
     */
    record Plan(
            String name,
            String roles,
            Path config,
            List<String> options,
            Map<String, String> environment,
            String javaOptions) {}

    ServeProcess(Plan plan) {
        this.plan = plan;
    }

    /** Starts the next life and does not wait until it is ready. */
    void launch(Path folder) throws IOException {
        launch(folder, Map.of());
    }

    /** As {@link #launch(Path)}, of the other build. */
    void launchOther(Path folder) throws IOException {
        launch(folder, Map.of(), Path.of(OTHER));
    }

    /** As {@link #launch(Path)}, with something more in the environment of this life. */
    void launch(Path folder, Map<String, String> more) throws IOException {
        launch(folder, more, PROGRAM);
    }

    private void launch(Path folder, Map<String, String> more, Path program) throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("tmp-" + plan.name()));
        String options = "-Xmx320m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + temporary
                + " -Dvertx.cacheDirBase=" + temporary.resolve("vertx") + " " + plan.javaOptions();
        List<String> command = new ArrayList<>();
        Map<String, String> environment = new HashMap<>(plan.environment());
        environment.putAll(more);
        if (Files.exists(program)) {
            command.add(program.toString());
            environment.put("ECOMPULSE_JAVA_OPTIONS", options.strip());
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(options.strip().split(" +")));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.ecompulse.Main"));
        }
        command.addAll(List.of(
                "serve", "--roles", plan.roles(), "--config", plan.config().toString()));
        plan.options().forEach(option -> command.addAll(List.of("--set", option)));
        ready = null;
        child = Child.start(folder, plan.name(), command, environment);
    }

    ServeProcess awaitReady() {
        long began = System.nanoTime();
        ready = child.awaitLine(READY, READY_WITHIN);
        System.out.printf(
                "faults: %s ready after %d ms%n",
                plan.name(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        return this;
    }

    String name() {
        return plan.name();
    }

    boolean hasRole(String role) {
        return List.of(plan.roles().split(",")).contains(role);
    }

    Child process() {
        return child;
    }

    int http() {
        return Integer.parseInt(ready.group(1));
    }

    int management() {
        return Integer.parseInt(ready.group(2));
    }
}
