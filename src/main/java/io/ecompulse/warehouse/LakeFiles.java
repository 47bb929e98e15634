package io.ecompulse.warehouse;

import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import io.ecompulse.warehouse.WarehouseFault.Kind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The lake's files where DuckDB can read them, which it does on this machine only: a lake elsewhere is fetched, one file at a
 * time, so the disk holds one copy at most.
 */
final class LakeFiles {
    private final LakeStore lake;
    private final Path fetched;

    /** @param folder of the warehouse */
    LakeFiles(LakeStore lake, Path folder) {
        this.lake = lake;
        this.fetched = folder.toAbsolutePath().resolve("fetched");
    }

    /** The only folder that DuckDB must read. */
    Path folder() {
        return lake.local("").orElse(fetched);
    }

    /** What may be done with a file while it is here. */
    @FunctionalInterface
    interface Use {
        long apply(Path local) throws SQLException, WarehouseFault;
    }

    /** Makes the folder, and deletes what a crash left there; for whoever holds the warehouse alone. */
    void prepare() throws IOException {
        Files.createDirectories(fetched);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(fetched)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    long with(Marker.File file, Use use) throws SQLException, WarehouseFault {
        Optional<Path> here = lake.local(file.path());
        if (here.isPresent()) {
            return use.apply(here.get());
        }
        Path copy = fetched.resolve("file.parquet");
        try {
            fetch(file, copy);
            return use.apply(copy);
        } catch (NoSuchFileException missing) {
            throw new WarehouseFault(Kind.FILES, "File " + file.path() + " is missing", missing);
        } catch (IOException fault) {
            throw new WarehouseFault("File " + file.path() + " cannot be fetched: " + fault.getMessage(), fault);
        } finally {
            delete(copy);
        }
    }

    private void fetch(Marker.File file, Path copy) throws IOException, WarehouseFault {
        lake.fetch(file.path(), copy);
        long bytes = Files.size(copy);
        if (bytes != file.bytes()) {
            throw new WarehouseFault(
                    Kind.FILES,
                    "File " + file.path() + " has " + bytes + " bytes where its marker says " + file.bytes());
        }
    }

    private static void delete(Path copy) throws WarehouseFault {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException fault) {
            throw new WarehouseFault("A fetched file cannot be deleted: " + fault.getMessage(), fault);
        }
    }
}
