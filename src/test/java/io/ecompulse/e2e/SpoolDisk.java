package io.ecompulse.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The disk under the edge's spool: a file system of its own in memory, whose size changes while it is in use, where we may
 * mount one; else a plain folder, and then a quota of the spool's own stands for the size of the disk.
 */
final class SpoolDisk implements AutoCloseable {
    /** Enough for the longest time that Kafka is away. */
    private static final int LARGE_MIB = 256;

    private final Path folder;
    private final boolean isMounted;
    private final Thread atExit = new Thread(this::unmount);

    private SpoolDisk(Path folder, boolean isMounted) {
        this.folder = folder;
        this.isMounted = isMounted;
    }

    /** A folder of the disk that everything else is on. */
    static SpoolDisk plain(Path folder) throws IOException {
        return new SpoolDisk(Files.createDirectories(folder), false);
    }

    /** Mounts, or says that it may not and takes a plain folder. */
    static SpoolDisk mounted(Path folder) throws IOException {
        Files.createDirectories(folder);
        boolean isMounted = run("mount", "-t", "tmpfs", "-o", "size=" + LARGE_MIB + "m", "tmpfs", folder.toString());
        if (!isMounted) {
            System.out.println("faults: SKIPPED: no disk of its own for the spool, for it cannot be mounted here;"
                    + " spool.bytes.max stands for a full disk");
        }
        SpoolDisk disk = new SpoolDisk(folder, isMounted);
        if (isMounted) {
            Runtime.getRuntime().addShutdownHook(disk.atExit);
        }
        return disk;
    }

    Path folder() {
        return folder;
    }

    boolean isMounted() {
        return isMounted;
    }

    /** From now on it has this size, or, when more is in use, hardly more than that. */
    void shrink(int mib) throws IOException {
        long used = Files.getFileStore(folder).getTotalSpace()
                - Files.getFileStore(folder).getUsableSpace();
        resize(Math.max(mib, (int) (used >> 20) + 2));
    }

    void grow() throws IOException {
        resize(LARGE_MIB);
    }

    @Override
    public void close() {
        if (isMounted) {
            unmount();
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }

    private void resize(int mib) throws IOException {
        if (!run("mount", "-o", "remount,size=" + mib + "m", folder.toString())) {
            throw new IOException("the disk of the spool could not be made " + mib + " MiB large");
        }
    }

    /** Lazily, so that a process that still looks at it is no reason to leave it behind. */
    private void unmount() {
        try {
            run("umount", "-l", folder.toString());
        } catch (IOException gone) {
            System.out.println("faults: the disk of the spool could not be unmounted: " + gone.getMessage());
        }
    }

    private static boolean run(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
