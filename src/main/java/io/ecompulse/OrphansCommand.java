package io.ecompulse;

import io.ecompulse.lake.CommittedFiles;
import io.ecompulse.lake.LakeStore;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes what writers left behind that died, or lost their race, between a file and its marker. */
@Command(
        name = "orphans",
        description =
                "Lists the lake's files that no commit marker lists and none can list any more; --delete removes them.",
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
            description = "Leaves alone what was received in the last days. Default ${DEFAULT-VALUE}.")
    private int days = 7;

    @Option(names = "--delete", description = "Deletes them. May be run again, and by several at once.")
    private boolean delete;

    @Override
    public Integer call() throws Exception {
        LakeStore store = lake.open();
        String before = LocalDate.now(Clock.systemUTC()).minusDays(days).toString();
        List<String> orphans = new CommittedFiles(store).orphans(before);
        for (String path : orphans) {
            if (delete) {
                store.delete(path);
            }
            System.out.println((delete ? "deleted " : "orphan ") + path);
        }
        System.out.println(orphans.size() + (delete ? " deleted" : " found, none deleted"));
        return 0;
    }
}
