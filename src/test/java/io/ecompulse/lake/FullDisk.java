package io.ecompulse.lake;

import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A disk with room for everything, until it is told how much of a partition's file fits. */
final class FullDisk implements Spool.Disk {
    private int partition = -1;
    private long room;

    void fill(int ofPartition, long bytes) {
        partition = ofPartition;
        room = bytes;
    }

    void free() {
        partition = -1;
    }

    @Override
    public OutputStream create(Path path) throws IOException {
        OutputStream file = new FileOutputStream(path.toFile());
        return path.getFileName().toString().startsWith(partition + "-") ? new Full(file, room) : file;
    }

    private static final class Full extends FilterOutputStream {
        private long room;

        Full(OutputStream file, long room) {
            super(file);
            this.room = room;
        }

        @Override
        public void write(int b) throws IOException {
            take(1);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            take(length);
            out.write(bytes, from, length);
        }

        private void take(int length) throws IOException {
            room -= length;
            if (room < 0) {
                throw new IOException("No space left on device");
            }
        }
    }
}
