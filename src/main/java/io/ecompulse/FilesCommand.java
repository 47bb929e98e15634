package io.ecompulse;

import io.ecompulse.lake.CommittedFiles;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import io.ecompulse.warehouse.FileManifest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists committed files, for readers that would otherwise look into folders and find orphans too. */
@Command(
        name = "files",
        description =
                "Lists the committed files of a lake; as a manifest for Spectrum's external tables with --manifest.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  scripts/ecompulse files --lake .ecompulse/lake --table events",
            "  ecompulse files --config conf/production.properties --table events --table-version 2 --manifest > events-v2.manifest"
        })
final class FilesCommand implements Callable<Integer> {
    @Mixin
    private LakeOptions lake = new LakeOptions();

    @Option(names = "--table", paramLabel = "NAME", description = "Of this table only.")
    private String table = "";

    @Option(names = "--table-version", paramLabel = "VERSION", description = "Of this version only.")
    private int version;

    @Option(names = "--manifest", description = "Prints them as one manifest, with exact lengths.")
    private boolean manifest;

    @Override
    public Integer call() throws Exception {
        LakeStore store = lake.open();
        List<Marker.File> files = new CommittedFiles(store)
                .all().stream()
                        .filter(file -> table.isEmpty() || file.table().equals(table))
                        .filter(file -> version == 0 || file.version() == version)
                        .toList();
        if (manifest) {
            System.out.println(FileManifest.json(store, files));
        } else {
            files.forEach(file -> System.out.println(store.location(file.path()) + " version=" + file.version()
                    + " bytes=" + file.bytes() + " rows=" + file.rows()));
        }
        return 0;
    }
}
