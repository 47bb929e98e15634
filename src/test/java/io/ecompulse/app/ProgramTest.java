package io.ecompulse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.app.Program.Surroundings;
import io.ecompulse.config.Settings;
import io.vertx.core.Future;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    private static final Surroundings SURROUNDINGS = new Surroundings(InstantSource.system(), "test", true, why -> {});

    private final Map<String, String> keys = new HashMap<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void ownPorts() {
        keys.put("management.host", "127.0.0.1");
        keys.put("management.port", "0");
        keys.put("sources.file", "conf/sources.yaml");
        keys.put("warehouse.duckdb.dir", folder.resolve("warehouse").toString());
    }

    /** Told after everything that was started has stopped, which must not take the messenger with it. */
    @Test
    void aStageThatCannotStartFailsTheStart() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        keys.put("lake.url", file.resolve("lake").toUri().toString());

        Future<Program> start = start();

        assertThatThrownBy(() -> await(start)).isInstanceOf(ExecutionException.class);
    }

    @Test
    void aTakenManagementPortFailsTheStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            keys.put("management.host", "0.0.0.0");
            keys.put("management.port", Integer.toString(taken.getLocalPort()));

            Future<Program> start = start();

            assertThatThrownBy(() -> await(start)).hasRootCauseInstanceOf(BindException.class);
        }
    }

    @Test
    void startsAndStops() throws Exception {
        keys.put("lake.url", folder.resolve("lake").toUri().toString());

        Program program = await(start());

        assertThat(program.managementPort()).isPositive();
        await(program.stop());
    }

    private Future<Program> start() throws Exception {
        return Program.start(new Settings(keys, Map.of(), Map.of()), EnumSet.of(Role.WAREHOUSE), SURROUNDINGS);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
