package io.ecompulse.warehouse;

import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/**
 * The manifests by which COPY finds its files. One stands in the lake, below a folder that no reader of the lake looks into,
 * for as long as its COPY runs.
 */
final class Manifests {
    /** No COPY runs longer, so a manifest this old is one that a crash left. */
    private static final Duration LEFT_OVER = Duration.ofDays(2);

    private final LakeStore lake;
    private final String folder;
    private final InstantSource clock;

    Manifests(LakeStore lake, String folder, InstantSource clock) {
        this.lake = lake;
        this.folder = folder + "/";
        this.clock = clock;
    }

    /** Stores a manifest and answers its path in the lake. */
    String store(List<Marker.File> files) throws IOException {
        String path = folder + clock.millis() + "-" + UUID.randomUUID() + ".manifest";
        if (!lake.createIfAbsent(path, FileManifest.json(lake, files).getBytes(StandardCharsets.UTF_8))) {
            throw new IOException("There is a manifest " + path + " already");
        }
        return path;
    }

    /** Removes those that a crash left. */
    void sweep() throws IOException {
        long oldest = clock.millis() - LEFT_OVER.toMillis();
        for (String path : lake.list(folder, folder)) {
            String name = path.substring(folder.length());
            if (name.matches("\\d{13}-[0-9a-f-]{36}\\.manifest") && Long.parseLong(name.substring(0, 13)) < oldest) {
                lake.delete(path);
            }
        }
    }
}
