package io.ecompulse.lake;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * The local file a window is written into. Ours rather than Parquet's, because Parquet leaves its stream open when a write
 * has failed (lake.md §E.5), and because the position tells how much of the data has left the memory.
 */
final class SpoolFile extends PositionOutputStream implements OutputFile {
    private static final int BUFFER = 64 * 1024;

    private final Path path;
    private final OutputStream file;
    private final OutputStream out;
    private long position;

    /** @param file the bytes of {@code path} */
    SpoolFile(Path path, OutputStream file) {
        this.path = path;
        this.file = file;
        this.out = new BufferedOutputStream(file, BUFFER);
    }

    Path path() {
        return path;
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        position++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        position += length;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        try (file) {
            out.flush();
        }
    }

    /** Closes and deletes, whatever state it is in. */
    void discard() throws IOException {
        try {
            file.close(); // What is still buffered is not wanted.
        } finally {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public PositionOutputStream create(long blockSize) {
        return this;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
        return this;
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    @Override
    public String getPath() {
        return path.toString();
    }
}
