package io.ecompulse;

import io.ecompulse.app.ProgramConfig;
import io.ecompulse.config.Settings;
import io.ecompulse.warehouse.LoadPlan;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how the lake would be loaded into Redshift. */
@Command(
        name = "copy",
        description = "Prints the manifests and the SQL that the next load into Redshift would run; runs nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  scripts/ecompulse copy --dry-run --nothing-loaded --lake .ecompulse/lake",
            "  scripts/ecompulse copy --dry-run --config conf/production.properties"
        })
final class CopyCommand implements Callable<Integer> {
    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Option(names = "--dry-run", description = "Loads come from the role warehouse; this only shows them.")
    private boolean dryRun;

    @Option(
            names = "--nothing-loaded",
            description = "Takes every chain from its beginning, instead of asking the warehouse for its watermarks.")
    private boolean nothingLoaded;

    @Override
    public Integer call() throws Exception {
        if (!dryRun) {
            System.err.println("ecompulse: loads come from the role warehouse; --dry-run shows the next one");
            return 2;
        }
        Settings read = lake.read();
        ProgramConfig config = ProgramConfig.from(read);
        read.check();
        LoadPlan plan = new LoadPlan(config.warehouse(), config.lake().openStore(), InstantSource.system());
        List<String> lines = plan.next(nothingLoaded ? List.of() : plan.watermarks(InstantSource.system()));
        lines.forEach(System.out::println);
        if (lines.isEmpty()) {
            System.out.println("-- all that is committed is loaded");
        }
        return 0;
    }
}
