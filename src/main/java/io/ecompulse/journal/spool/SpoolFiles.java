package io.ecompulse.journal.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The one folder of a disk spool, as far as the spool touches it. Tests put a disk here that crashes and fills up. */
interface SpoolFiles {
    /** Names of the files in the folder, sorted. */
    List<String> list() throws IOException;

    /** A new file; fails when there is one. */
    Handle create(String name) throws IOException;

    Handle open(String name) throws IOException;

    /** An absent file is no fault. */
    void delete(String name) throws IOException;

    /** Atomic. */
    void rename(String from, String to) throws IOException;

    /** Forces the folder's names to disk: after it no created file vanishes and no deleted one comes back in a crash. */
    void syncFolder() throws IOException;

    /** Bytes that the disk has free, as far as it says. */
    long usableBytes() throws IOException;

    /** One open file. */
    interface Handle extends Closeable {
        /** Writes all that remains in the buffer. */
        void write(ByteBuffer bytes, long at) throws IOException;

        /** Fills what remains in the buffer, or less at the end of the file. */
        void read(ByteBuffer bytes, long at) throws IOException;

        /** Forces what was written; with {@code metadata} the file's length too. */
        void force(boolean metadata) throws IOException;

        long size() throws IOException;
    }

    /** The disk has no room for a write. */
    final class DiskFull extends IOException {
        private static final long serialVersionUID = 1L;

        DiskFull(String message) {
            super(message);
        }
    }
}
