package io.ecompulse;

import io.ecompulse.aggregate.AggregateConfig;
import io.ecompulse.aggregate.Rebuild;
import io.ecompulse.app.ProgramConfig;
import io.ecompulse.config.Settings;
import io.ecompulse.journal.JournalBegin;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has the running servers count everything again, beside the numbers that are shown. */
@Command(
        name = "rebuild",
        description = {
            "Has the live numbers counted again from the journal's oldest record.",
            "The servers that count do the work; the old numbers, called partial, are shown until the new ones have"
                    + " caught up.",
            "Refused where Kafka no longer holds what the present numbers were counted from: it would be lost."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  scripts/ecompulse rebuild --config /etc/ecompulse.properties"})
final class RebuildCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 60;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandSpec spec;

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Option(names = "--cancel", description = "Ends a rebuild that is under way; the numbers that are shown go on.")
    private boolean cancel;

    @Option(names = "--force", description = "Rebuilds although numbers are lost that the journal no longer holds.")
    private boolean force;

    @Override
    public Integer call() throws Exception {
        Settings read = settings.read(Map.of());
        ProgramConfig config = ProgramConfig.from(read);
        read.check();
        AggregateConfig aggregate = config.aggregate();
        String topic = config.journal().topics().events();
        Vertx vertx = Vertx.vertx();
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (cancel) {
                long ended = await(Rebuild.cancel(vertx, aggregate, topic, System::nanoTime));
                out.println("The rebuild of " + ended + " partitions has ended");
                return 0;
            }
            if (!force) {
                Map<Integer, Long> oldest = JournalBegin.oldest(config.journal());
                List<Integer> losses = await(Rebuild.losses(vertx, aggregate, topic, System::nanoTime, oldest));
                if (!losses.isEmpty()) {
                    throw new IllegalStateException(refusal(topic, losses));
                }
            }
            long partitions = await(Rebuild.begin(vertx, aggregate, topic, System::nanoTime));
            out.println("The numbers of " + partitions + " partitions are counted again");
            return 0;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    static String refusal(String topic, List<Integer> losses) {
        return "Kafka no longer holds what the numbers of partition " + losses.get(0)
                + (losses.size() == 1 ? "" : " and " + (losses.size() - 1) + " more") + " of " + topic
                + " were counted from, so a rebuild would lose that; --force does it all the same";
    }

    private static <T> T await(Future<T> answer) throws Exception {
        return answer.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
