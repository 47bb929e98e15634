package io.ecompulse;

import io.ecompulse.app.Program;
import io.ecompulse.app.Role;
import io.ecompulse.config.Settings;
import io.ecompulse.config.SourcesFile;
import io.ecompulse.dev.DevServers;
import io.ecompulse.dev.FolderLock;
import io.ecompulse.dev.traffic.Demo;
import io.ecompulse.dev.traffic.ShopTraffic;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Every role in one process with Kafka, Redis, a folder as lake and DuckDB as warehouse, all below one data folder. */
@Command(
        name = "dev",
        description = "Starts every role with everything embedded, below one data folder.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  scripts/dev --data /tmp/shop --demo 50"})
final class DevCommand implements Callable<Integer> {
    @Option(names = "--port", description = "Takes events; 0 for any free port. Default ${DEFAULT-VALUE}.")
    private int port = 8080;

    @Option(names = "--management-port", description = "Live page, query API; 0 for any. Default ${DEFAULT-VALUE}.")
    private int managementPort = 8081;

    @Option(names = "--data", paramLabel = "FOLDER", description = "Keeps everything. Default ${DEFAULT-VALUE}.")
    private Path data = Path.of(".ecompulse");

    @Option(names = "--demo", paramLabel = "EVENTS_PER_SECOND", description = "Sends itself believable shop traffic.")
    private int demo;

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Override
    public Integer call() throws Exception {
        Path folder = data.toAbsolutePath().normalize();
        FolderLock lock = FolderLock.take(folder);
        DevSettings.clearTemporary(folder);
        DevSettings.keepInside(folder);
        Map<String, String> options =
                Map.of("edge.http.port", Integer.toString(port), "management.port", Integer.toString(managementPort));
        settings.read(DevSettings.of(folder, "", ""), options); // a broken --config is told before any server starts
        DevServers servers = DevServers.start(folder);
        Settings read = settings.read(DevSettings.of(folder, servers.bootstrapServers(), servers.redisUri()), options);
        new Launcher(read, Role.all(), true).run(new Beside(folder, lock, servers, demo));
        return 0;
    }

    /** The embedded servers and the demo traffic live and die with the program. */
    private static final class Beside implements Launcher.Companion {
        private final Path folder;
        private final FolderLock lock;
        private final DevServers servers;
        private final int eventsPerSecond;
        private volatile @Nullable Demo demo;

        Beside(Path folder, FolderLock lock, DevServers servers, int eventsPerSecond) {
            this.folder = folder;
            this.lock = lock;
            this.servers = servers;
            this.eventsPerSecond = eventsPerSecond;
        }

        @Override
        public void ready(Program program) throws Exception {
            long pid = ProcessHandle.current().pid();
            new DevFile(
                            pid,
                            program.httpPort(),
                            program.managementPort(),
                            servers.bootstrapServers(),
                            servers.redisUri())
                    .write(folder);
            if (eventsPerSecond > 0) {
                ShopTraffic traffic = new ShopTraffic(RandomGenerator.getDefault(), InstantSource.system());
                demo = Demo.start(
                        program.vertx(), traffic, program.httpPort(), eventsPerSecond, SourcesFile.DEV_WRITE_KEY);
            }
            System.out.println("write key  " + SourcesFile.DEV_WRITE_KEY);
            System.out.println("live page  http://localhost:" + program.managementPort() + "/?token="
                    + SourcesFile.DEV_READ_TOKEN);
        }

        @Override
        public void draining() throws Exception {
            if (demo != null) {
                demo.stop().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
            }
        }

        @Override
        public void stopped() throws Exception {
            DevFile.delete(folder);
            servers.close();
            DevSettings.clearTemporary(folder);
            lock.close();
        }
    }
}
