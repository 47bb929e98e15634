package io.ecompulse.lake;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The local folder of files that are being written; one process's own. What an earlier process left is worth nothing. */
final class Spool implements AutoCloseable {
    private static final String SUFFIX = ".parquet";

    private final Path folder;
    private final FileChannel lockFile;
    private final Disk disk;

    /** What opens a file for writing; may be full. */
    @FunctionalInterface
    interface Disk {
        OutputStream create(Path file) throws IOException;
    }

    private Spool(Path folder, FileChannel lockFile, Disk disk) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.disk = disk;
    }

    /**
     * Takes the folder, and deletes files of a process that is gone: their positions were never settled.
     *
     * @throws IOException when another process has it, with what to do
     */
    static Spool open(Path folder) throws IOException {
        return open(folder, file -> new FileOutputStream(file.toFile()));
    }

    /** As {@link #open(Path)}, with the files of a {@code disk} that tests can fill up. */
    static Spool open(Path folder, Disk disk) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw new IOException("lake.spool.dir " + folder + " is in use by another process: give each its own");
        }
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
        return new Spool(folder, channel, disk);
    }

    SpoolFile create(String name) throws IOException {
        Path path = folder.resolve(name + SUFFIX);
        return new SpoolFile(path, disk.create(path));
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }
}
