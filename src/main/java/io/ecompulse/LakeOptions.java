package io.ecompulse;

import io.ecompulse.config.Settings;
import io.ecompulse.lake.LakeConfig;
import io.ecompulse.lake.LakePlace;
import io.ecompulse.lake.LakeStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command finds a lake that is there. */
final class LakeOptions {
    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Option(names = "--lake", paramLabel = "FOLDER", description = "A lake on this machine, instead of lake.url.")
    private @Nullable Path folder;

    /** The settings, in which the folder beats the file. */
    Settings read() throws Exception {
        Path own = folder;
        Map<String, String> place = own == null
                ? Map.of()
                : Map.of("lake.url", own.toAbsolutePath().normalize().toUri().toString());
        return settings.read(Map.of(), place);
    }

    LakeStore open() throws Exception {
        LakeConfig config = LakeConfig.from(read());
        if (config.place() instanceof LakePlace.Folder place && !Files.isDirectory(place.root())) {
            throw new IllegalArgumentException("there is no lake at " + place.root());
        }
        return config.openStore();
    }
}
