package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of several files of one table and version into one, in their order and value for value. Holds the open row
 * group of the copy and one of what it reads.
 */
final class RowCopy {
    private final Table table;
    private final LakeConfig config;
    private final SourceFiles sources;

    /** Where the files that are copied stand while they are read. */
    @FunctionalInterface
    interface SourceFiles {
        /** The file on this machine, until the next is asked for; of exactly the length that its marker says. */
        Path local(Marker.File file) throws IOException;
    }

    /** @param config its row groups and compression are those of the copy */
    RowCopy(Table table, LakeConfig config, SourceFiles sources) {
        this.table = table;
        this.config = config;
        this.sources = sources;
    }

    /** @return the rows of all files together */
    long write(List<Marker.File> files, Path copy, Map<String, String> footer) throws IOException {
        SpoolFile spooled = new SpoolFile(copy, Files.newOutputStream(copy));
        RowFile written = RowFile.create(spooled, table, config, footer);
        boolean whole = false;
        try {
            for (Marker.File file : files) {
                append(file, written);
            }
            written.finish();
            whole = true;
            return written.rows();
        } finally {
            if (!whole) {
                written.discard();
            }
        }
    }

    private void append(Marker.File file, RowFile written) throws IOException {
        try (FileRows rows = open(file)) {
            for (@Nullable Object[] row = rows.next(); row != null; row = rows.next()) {
                written.append(row);
            }
        }
    }

    /** Reads both once more: a copy that is not what it was made from must stand for nothing. */
    void compare(List<Marker.File> files, Path copy) throws IOException {
        try (FileRows copied = FileRows.open(copy, table)) {
            for (Marker.File file : files) {
                try (FileRows rows = open(file)) {
                    for (@Nullable Object[] row = rows.next(); row != null; row = rows.next()) {
                        if (!Arrays.equals(row, copied.next())) {
                            throw new IOException("The copy differs from file " + file.path());
                        }
                    }
                }
            }
            if (copied.next() != null) {
                throw new IOException("The copy has rows that none of its files has");
            }
        }
    }

    private FileRows open(Marker.File file) throws IOException {
        try {
            FileRows rows = FileRows.open(sources.local(file), table);
            if (rows.count() != file.rows()) {
                rows.close();
                throw new IOException("Holds " + rows.count() + " rows where its marker says " + file.rows());
            }
            return rows;
        } catch (NoSuchFileException missing) {
            throw new IOException("File " + file.path() + " is missing", missing);
        } catch (IOException fault) {
            throw new IOException("File " + file.path() + ": " + fault.getMessage(), fault);
        }
    }
}
