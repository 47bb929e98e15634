package io.ecompulse;

import io.ecompulse.aggregate.AggregateConfig;
import io.ecompulse.aggregate.Rebuild;
import io.ecompulse.app.ProgramConfig;
import io.ecompulse.config.Settings;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has the running servers count everything again, beside the numbers that are shown. */
@Command(
        name = "rebuild",
        description = {
            "Has the live numbers counted again from the journal's oldest record.",
            "The servers that count do the work; the old numbers, called partial, are shown until the new ones have caught up."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  scripts/ecompulse rebuild --config /etc/ecompulse.properties"})
final class RebuildCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 60;

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Override
    public Integer call() throws Exception {
        Settings read = settings.read(Map.of());
        ProgramConfig config = ProgramConfig.from(read);
        read.check();
        AggregateConfig aggregate = config.aggregate();
        Vertx vertx = Vertx.vertx();
        try {
            long partitions = Rebuild.begin(
                            vertx, aggregate, config.journal().topics().events(), System::nanoTime)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            System.out.println("The numbers of " + partitions + " partitions are counted again");
            return 0;
        } finally {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
