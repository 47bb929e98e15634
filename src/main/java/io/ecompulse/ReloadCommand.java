package io.ecompulse;

import io.ecompulse.app.ProgramConfig;
import io.ecompulse.config.Settings;
import io.ecompulse.warehouse.Reload;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Loads committed files once more, in place of what the warehouse holds of them. */
@Command(
        name = "reload",
        description = "Loads the committed files with events received since a moment once more, in place of what the"
                + " warehouse holds of them. May be cut and run again.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Files that are not loaded yet are left to the loader, which may run meanwhile on Redshift. An embedded",
            "warehouse belongs to its server while that runs: stop it first.",
            "",
            "Example:",
            "  ecompulse reload --since 2026-11-23T12:00:00Z --dry-run --config conf/production.properties",
            "  ecompulse reload --since 2026-11-23T12:00:00Z --config conf/production.properties"
        })
final class ReloadCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Option(names = "--since", paramLabel = "TIME", required = true, description = "As in 2026-11-23T12:00:00Z.")
    private String since = "";

    @Option(names = "--dry-run", description = "Shows what would be loaded, and loads nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        Instant moment = moment();
        Settings read = settings.read(Map.of());
        ProgramConfig config = ProgramConfig.from(read);
        read.check();
        try (Reload reload = Reload.open(config.warehouse(), config.lake().openStore(), InstantSource.system())) {
            Reload.Done planned = reload.run(moment, true, dryRun ? ReloadCommand::print : (place, files, rows) -> {});
            System.out.println(planned.segments() + " segments, " + planned.files() + " files, " + planned.rows()
                    + " rows were received since " + moment);
            if (!dryRun) {
                Reload.Done done = reload.run(moment, false, ReloadCommand::print);
                System.out.println("loaded again: " + done.segments() + " segments, " + done.files() + " files, "
                        + done.records() + " events, " + done.duplicates() + " copies of others");
            }
        }
        return 0;
    }

    private Instant moment() {
        try {
            return Instant.parse(since);
        } catch (DateTimeException no) {
            throw new IllegalArgumentException("--since " + since + " is no time, such as 2026-11-23T12:00:00Z", no);
        }
    }

    private static void print(String place, long files, long rows) {
        System.out.println(place + " files=" + files + " rows=" + rows);
    }
}
