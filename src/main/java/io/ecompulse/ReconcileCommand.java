package io.ecompulse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ecompulse.app.ProgramConfig;
import io.ecompulse.config.Settings;
import io.ecompulse.warehouse.Reconciliation;
import io.ecompulse.warehouse.Reconciliation.Difference;
import io.ecompulse.warehouse.Reconciliation.Report;
import io.ecompulse.warehouse.Reconciliation.Side;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells whether the warehouse holds what the lake committed. */
@Command(
        name = "reconcile",
        description = "Compares the lake's commit chains with what the warehouse wrote down as loaded; ends with 1 when"
                + " they do not agree. Changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "An embedded warehouse belongs to its server while that runs: stop it first.",
            "",
            "Example:",
            "  ecompulse reconcile --config conf/production.properties",
            "  ecompulse reconcile --config conf/production.properties --grace 15 --json"
        })
final class ReconcileCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Option(
            names = "--grace",
            paramLabel = "MINUTES",
            description = "How long a committed file may wait for its load. Default ${DEFAULT-VALUE}.")
    private int grace = 60;

    @Option(names = "--json", description = "Prints the comparison as JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Settings read = settings.read(Map.of());
        ProgramConfig config = ProgramConfig.from(read);
        read.check();
        Report report = Reconciliation.of(
                config.warehouse(), config.lake().openStore(), Duration.ofMinutes(grace), InstantSource.system());
        if (json) {
            System.out.println(json(report));
        } else {
            print(report);
        }
        return report.differences().isEmpty() ? 0 : 1;
    }

    private static void print(Report report) {
        for (Side side : report.sides()) {
            System.out.println(side.topic() + "-" + side.partition() + " chain=" + side.chainEnd() + " watermark="
                    + (side.watermark() == null ? "none" : side.watermark()) + " loaded=" + side.loaded() + " skipped="
                    + side.skipped() + " waiting=" + side.waiting() + " rows=" + side.waitingRows()
                    + (side.waitingSince() == null ? "" : " since=" + side.waitingSince()));
        }
        for (Difference difference : report.differences()) {
            System.out.println(tag(difference) + " " + difference.topic() + "-" + difference.partition() + " "
                    + (difference.path().isEmpty() ? "" : difference.path() + " ") + difference.what());
        }
        System.out.println(report.differences().size() + " differences");
    }

    private static String tag(Difference difference) {
        return difference.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String json(Report report) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.withArray("partitions");
        for (Side side : report.sides()) {
            json.withArray("partitions")
                    .addObject()
                    .put("topic", side.topic())
                    .put("partition", side.partition())
                    .put("chainEnd", side.chainEnd())
                    .put("watermark", side.watermark())
                    .put("loaded", side.loaded())
                    .put("skipped", side.skipped())
                    .put("waiting", side.waiting())
                    .put("waitingRows", side.waitingRows())
                    .put("waitingSince", side.waitingSince() == null ? null : String.valueOf(side.waitingSince()));
        }
        json.withArray("differences");
        for (Difference difference : report.differences()) {
            json.withArray("differences")
                    .addObject()
                    .put("kind", tag(difference))
                    .put("topic", difference.topic())
                    .put("partition", difference.partition())
                    .put("path", difference.path())
                    .put("what", difference.what());
        }
        return json.toString();
    }
}
