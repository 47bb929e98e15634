package io.ecompulse;

import io.ecompulse.lake.DeadFiles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes what nobody reads: what died or lost its race between a file and its marker, and what was compacted. */
@Command(
        name = "orphans",
        description = "Lists the lake's files that no commit marker lists and none can list any more, and those that a"
                + " compacted file replaced; --delete removes them.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  ecompulse orphans --config conf/production.properties",
            "  ecompulse orphans --config conf/production.properties --older-than 30 --delete"
        })
final class OrphansCommand implements Callable<Integer> {
    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Option(
            names = "--older-than",
            paramLabel = "DAYS",
            description =
                    "Leaves alone what was received, or compacted, in the last days. Default ${DEFAULT-VALUE}; of what"
                            + " was compacted 1 at least.")
    private int days = 7;

    @Option(names = "--delete", description = "Deletes them. May be run again, and by several at once.")
    private boolean delete;

    @Override
    public Integer call() throws Exception {
        Clock clock = Clock.systemUTC();
        String receivedBefore = LocalDate.now(clock).minusDays(days).toString();
        Instant madeBefore = clock.instant().minus(Duration.ofDays(Math.max(1, days))); // Somebody may be reading.
        DeadFiles dead = new DeadFiles(lake.open(), receivedBefore, madeBefore);
        DeadFiles.Found found = dead.find();
        long count = found.orphans().size();
        for (String path : found.orphans()) {
            if (delete) {
                dead.delete(path);
            }
            System.out.println((delete ? "deleted " : "orphan ") + path);
        }
        for (DeadFiles.Replaced replaced : found.replaced()) {
            if (delete) {
                dead.delete(replaced);
            }
            replaced.paths().forEach(path -> System.out.println((delete ? "deleted " : "replaced ") + path));
            count += replaced.paths().size();
        }
        System.out.println(count + (delete ? " deleted" : " found, none deleted"));
        return 0;
    }
}
