package io.ecompulse;

import io.ecompulse.app.ProgramConfig;
import io.ecompulse.config.Settings;
import io.ecompulse.lake.CompactLimits;
import io.ecompulse.lake.Compaction;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.warehouse.LoadedLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes few large files of an hour's many small ones. */
@Command(
        name = "compact",
        description =
                "Copies the many small files of each hour that is over, and loaded, into few large ones, which readers"
                        + " see in their place from then on. May be cut and run again.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The small files stay until `orphans --delete` finds them old enough. How old an hour must be and how"
                    + " large a",
            "file: lake.compact.* of the settings. An embedded warehouse belongs to its server while that runs: stop"
                    + " it first.",
            "",
            "Example:",
            "  ecompulse compact --dry-run --config conf/production.properties",
            "  ecompulse compact --config conf/production.properties",
            "  scripts/ecompulse compact --lake .ecompulse/lake --no-warehouse"
        })
final class CompactCommand implements Callable<Integer> {
    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Option(names = "--dry-run", description = "Shows what would be compacted, and leaves the lake as it is.")
    private boolean dryRun;

    @Option(
            names = "--no-warehouse",
            description = "No warehouse loads this lake; else only what it has loaded is compacted.")
    private boolean noWarehouse;

    @Override
    public Integer call() throws Exception {
        Settings read = lake.read();
        ProgramConfig config = ProgramConfig.from(read);
        read.check();
        LakeStore store = lake.open();
        CompactLimits limits = noWarehouse
                ? CompactLimits.withoutWarehouse()
                : LoadedLimits.of(config.warehouse(), store, InstantSource.system());
        Compaction compaction = new Compaction(store, config.lake(), config.compact(), limits, InstantSource.system());
        Compaction.Done done = dryRun ? compaction.plan(new Printed()) : run(compaction);
        System.out.println((dryRun ? "would compact " : "compacted ") + done.runs() + " runs, " + done.rows()
                + " rows, " + done.filesBefore() + " files into " + done.filesAfter()
                + (done.left() == 0 ? "" : "; " + done.left() + " runs stay as they are"));
        return done.left() == 0 ? 0 : 1;
    }

    private static Compaction.Done run(Compaction compaction) throws Exception {
        Path scratch = Files.createTempDirectory("ecompulse-compact");
        try {
            return compaction.run(scratch, new Printed());
        } finally {
            Files.delete(scratch);
        }
    }

    private static final class Printed implements Compaction.Progress {
        @Override
        public void compacted(Compaction.Told run) {
            System.out.println(run.place() + " links=" + run.links() + " files=" + run.filesBefore() + "->"
                    + run.filesAfter() + " rows=" + run.rows() + " bytes=" + run.bytes());
        }

        @Override
        public void left(String place, String why) {
            System.out.println(place + " stays as it is: " + why);
        }
    }
}
