package io.ecompulse.dev;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a data folder to one process. Two servers on one folder would end each other's Redis and write into one Kafka log;
 * the lock is the operating system's, so a killed process leaves none behind.
 */
public final class FolderLock implements AutoCloseable {
    private static final String NAME = ".lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the folder, making it where it is missing; fails with a sentence when another process has it. */
    public static FolderLock take(Path folder) throws IOException {
        Path file = Files.createDirectories(folder).resolve(NAME);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = locked(channel);
            if (lock != null) {
                return new FolderLock(channel);
            }
        } catch (IOException fault) {
            channel.close();
            throw fault;
        }
        channel.close();
        throw new IOException("another server runs on " + folder + "; stop it, or choose another --data folder");
    }

    /** Null when another process holds it, or another part of this one. */
    private static @Nullable FileLock locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ownedHere) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
