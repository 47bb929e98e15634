package io.ecompulse;

import io.ecompulse.lake.FileLint;
import io.ecompulse.lake.LakeLint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves that files load, without a warehouse. */
@Command(
        name = "lint",
        description =
                "Proves that a Parquet file, or all committed files of a lake, load by position; ends with 1 when one does not.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  scripts/ecompulse lint events/ --lake .ecompulse/lake",
            "  scripts/ecompulse lint events/v=3/date=2026-11-23/ --config conf/production.properties",
            "  scripts/ecompulse lint downloaded.parquet"
        })
final class LintCommand implements Callable<Integer> {
    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Option(names = "--quiet", description = "Names only what does not load.")
    private boolean quiet;

    @Parameters(
            paramLabel = "FILE|PREFIX",
            arity = "0..1",
            description = "A local file; else what the paths of committed files begin with, all of them when left out.")
    private String what = "";

    private int files;
    private int bad;

    @Override
    public Integer call() throws Exception {
        if (!what.isEmpty() && Files.isRegularFile(Path.of(what))) {
            report(what, FileLint.findings(Path.of(what), null));
        } else {
            Path scratch = Files.createTempFile("ecompulse-lint", ".parquet");
            try {
                new LakeLint(lake.open(), scratch).run(what, this::report);
            } finally {
                Files.deleteIfExists(scratch);
            }
        }
        System.out.println(files + " looked at, " + bad + " do not load");
        return bad == 0 ? 0 : 1;
    }

    private void report(String name, List<String> findings) {
        files++;
        bad += findings.isEmpty() ? 0 : 1;
        if (findings.isEmpty() && !quiet) {
            System.out.println("loads " + name);
        }
        findings.forEach(finding -> System.out.println(name + " " + finding));
    }
}
