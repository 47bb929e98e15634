package io.ecompulse;

import io.ecompulse.app.ProgramConfig;
import io.ecompulse.app.replay.LakeReplay;
import io.ecompulse.app.replay.MergePatch;
import io.ecompulse.lake.LakePlace;
import io.ecompulse.warehouse.WarehouseConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lake that {@code replay --from lake} reads, and the deployment that its rows must not go to. */
final class LakeSource {
    private final ProgramConfig config;
    private final Path data;
    private final Optional<DevFile> running;

    /** @param running the development server of the data folder, if there is one */
    LakeSource(ProgramConfig config, Path data, Optional<DevFile> running) {
        this.config = config;
        this.data = data;
        this.running = running;
    }

    /** A replay and the folder that it works in, which goes with it. */
    record Opened(LakeReplay replay, Path scratch) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                replay.close();
            } finally {
                deleteAll(scratch);
            }
        }
    }

    Opened open(List<String> conditions, @Nullable MergePatch patch) throws Exception {
        if (config.lake().place() instanceof LakePlace.Folder folder && !Files.isDirectory(folder.root())) {
            throw new IllegalStateException("there is no lake at " + folder.root());
        }
        Path scratch = Files.createTempDirectory("ecompulse-replay");
        WarehouseConfig.DuckDb standing = config.warehouse().duckDb();
        WarehouseConfig.DuckDb own = new WarehouseConfig.DuckDb(
                scratch, standing.memoryBytes(), standing.threads(), standing.duplicatesWindow(), standing.migrate());
        try {
            return new Opened(LakeReplay.open(config.lake().openStore(), own, conditions, patch), scratch);
        } catch (Exception fault) {
            deleteAll(scratch);
            throw fault;
        }
    }

    /**
     * Beyond its windows, the deployment that owns the lake would count the events once more and store them again. Nothing that
     * a public listener says names its lake, so only the operator can know; of the development server we know it ourselves.
     */
    void refuseOwner(URI edge, boolean elsewhere) {
        boolean own = config.lake().place() instanceof LakePlace.Folder folder
                && folder.root().toAbsolutePath().normalize().equals(data.resolve("lake"));
        if (own && running.isPresent() && edge.getPort() == running.get().http() && isHere(edge)) {
            throw new IllegalStateException(
                    "nothing was sent: the server at " + edge + " owns this lake and would count its events again");
        }
        if (!elsewhere) {
            throw new IllegalStateException(
                    "nothing was sent: the deployment that owns this lake would count its events"
                            + " again, and a server does not say which lake is its own; if " + edge
                            + " writes another one, say --elsewhere");
        }
    }

    private static boolean isHere(URI edge) {
        return List.of("127.0.0.1", "localhost", "[::1]").contains(String.valueOf(edge.getHost()));
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path file : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
