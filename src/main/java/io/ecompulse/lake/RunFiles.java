package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The large files of one run while they are made, in a local folder that holds nothing else. They are proven before they may
 * be stored: that each loads (I8), and that its rows are those of the small files, one for one.
 */
final class RunFiles implements AutoCloseable {
    private final LakeStore store;
    private final Path folder;
    private final LinkRun run;
    private final String writer;
    private final Map<String, Path> fetched = new LinkedHashMap<>();
    private final List<Copied> copies = new ArrayList<>();

    private record Copied(Path local, Marker.File file) {}

    /** @param writer unique for each attempt of each job */
    RunFiles(LakeStore store, Path folder, LinkRun run, String writer) {
        this.store = store;
        this.folder = folder;
        this.run = run;
        this.writer = writer;
    }

    /** Writes one file of each table, and looks at it. */
    void write(LakeConfig config) throws IOException {
        for (Table table : run.tables()) {
            List<Marker.File> small = run.files(table.name());
            RowCopy copy = new RowCopy(table, config, this::local);
            Path local = folder.resolve(table.name() + ".parquet");
            long rows = copy.write(small, local, footer(table));
            Marker.File file =
                    new Marker.File(table.name(), path(small.get(0)), Files.size(local), rows, table.version());
            List<String> findings = FileLint.findings(local, file);
            if (!findings.isEmpty()) {
                throw new IOException("The copy of " + table.name() + " " + findings.get(0));
            }
            copy.compare(small, local);
            copies.add(new Copied(local, file));
        }
    }

    /** Stores what was written. No reader sees it yet. */
    List<Marker.File> store() throws IOException {
        List<Marker.File> files = new ArrayList<>();
        for (Copied copied : copies) {
            long bytes = store.putOnce(copied.local(), copied.file().path());
            if (bytes != copied.file().bytes()) {
                throw new IOException("File " + copied.file().path() + " has " + bytes + " bytes where "
                        + copied.file().bytes() + " were written");
            }
            files.add(copied.file());
        }
        return files;
    }

    /** Beside the small files, by a name that {@link DeadFiles} knows. */
    private String path(Marker.File small) {
        String path = small.path();
        return path.substring(0, path.lastIndexOf('/') + 1) + "compact-" + run.partition() + "-"
                + CommitChain.digits(run.start()) + "-" + writer + ".parquet";
    }

    private Map<String, String> footer(Table table) {
        Map<String, String> footer = new LinkedHashMap<>();
        footer.put("ecompulse.topic", run.topic());
        footer.put("ecompulse.partition", Integer.toString(run.partition()));
        footer.put("ecompulse.start", Long.toString(run.start()));
        footer.put("ecompulse.end", Long.toString(run.end()));
        footer.put("ecompulse.writer", writer);
        footer.put("ecompulse.table", table.name());
        footer.put("ecompulse.version", Integer.toString(table.version()));
        return footer;
    }

    private Path local(Marker.File file) throws IOException {
        Optional<Path> here = store.local(file.path());
        Path local = here.isPresent() ? here.get() : fetched(file.path());
        long bytes = Files.size(local);
        if (bytes != file.bytes()) {
            throw new IOException("has " + bytes + " bytes where its marker says " + file.bytes());
        }
        return local;
    }

    /** Each once: it is read twice. */
    private Path fetched(String path) throws IOException {
        Path known = fetched.get(path);
        if (known != null) {
            return known;
        }
        Path local = folder.resolve("fetched-" + fetched.size() + ".parquet");
        fetched.put(
                path, local); // Before it is whole: a fetch that breaks off leaves a part, which is deleted as well.
        store.fetch(path, local);
        return local;
    }

    /** Deletes what is local. */
    @Override
    public void close() throws IOException {
        for (Path local : fetched.values()) {
            Files.deleteIfExists(local);
        }
        for (Table table : Tables.ALL) {
            Files.deleteIfExists(folder.resolve(table.name() + ".parquet"));
        }
    }
}
