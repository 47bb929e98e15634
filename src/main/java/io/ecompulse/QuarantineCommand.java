package io.ecompulse;

import io.ecompulse.app.ProgramConfig;
import io.ecompulse.config.Settings;
import io.ecompulse.warehouse.HeldFile;
import io.ecompulse.warehouse.HeldFiles;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The committed files that do not load: shows them, and lets a chain go on without one. */
@Command(
        name = "quarantine",
        description =
                "Shows the committed files that the warehouse cannot load, or lets their chains go on without one.",
        mixinStandardHelpOptions = true,
        subcommands = {QuarantineCommand.ListFiles.class, QuarantineCommand.Skip.class},
        footer = {
            "",
            "An embedded warehouse belongs to its server while that runs: stop it first.",
            "",
            "Example:",
            "  ecompulse quarantine list --config conf/production.properties",
            "  ecompulse quarantine skip events/v=2/date=2026-11-23/hour=12/0-7-1f.parquet --config conf/production.properties"
        })
final class QuarantineCommand implements Runnable {
    @picocli.CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run
    private picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    private static HeldFiles open(SettingsOptions settings) throws Exception {
        Settings read = settings.read(Map.of());
        ProgramConfig config = ProgramConfig.from(read);
        read.check();
        return HeldFiles.open(config.warehouse(), config.lake().openStore(), InstantSource.system());
    }

    @Command(name = "list", description = "Prints every file with its reason.", mixinStandardHelpOptions = true)
    static final class ListFiles implements Callable<Integer> {
        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Override
        public Integer call() throws Exception {
            try (HeldFiles files = open(settings)) {
                for (HeldFile held : files.all()) {
                    System.out.println(
                            (held.skipped() ? "skipped " : "held    ") + held.topic() + "-" + held.partition()
                                    + " [" + held.start() + "," + held.end() + ") "
                                    + held.file().path() + " rows="
                                    + held.file().rows() + ": " + held.reason());
                }
            }
            return 0;
        }
    }

    @Command(name = "skip", description = "Lets the chain go on without a file.", mixinStandardHelpOptions = true)
    static final class Skip implements Callable<Integer> {
        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Parameters(paramLabel = "PATH", description = "The file, as the list names it.")
        private String path = "";

        @Override
        public Integer call() throws Exception {
            try (HeldFiles files = open(settings)) {
                if (!files.skip(path)) {
                    throw new IllegalArgumentException("no file of this name is held: " + path);
                }
            }
            System.out.println("skipped " + path);
            return 0;
        }
    }
}
