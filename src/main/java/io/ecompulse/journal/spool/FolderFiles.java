package io.ecompulse.journal.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A real folder. */
final class FolderFiles implements SpoolFiles {
    private final Path folder;

    FolderFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Handle create(String name) throws IOException {
        return new ChannelHandle(FileChannel.open(
                folder.resolve(name),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    }

    @Override
    public Handle open(String name) throws IOException {
        return new ChannelHandle(
                FileChannel.open(folder.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void syncFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long usableBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    private record ChannelHandle(FileChannel channel) implements Handle {
        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            long to = at;
            try {
                while (bytes.hasRemaining()) {
                    to += channel.write(bytes, to);
                }
            } catch (IOException fault) {
                throw named(fault);
            }
        }

        @Override
        public void read(ByteBuffer bytes, long at) throws IOException {
            long from = at;
            while (bytes.hasRemaining()) {
                int read = channel.read(bytes, from);
                if (read < 0) {
                    return;
                }
                from += read;
            }
        }

        @Override
        public void force(boolean metadata) throws IOException {
            try {
                channel.force(metadata);
            } catch (IOException fault) {
                throw named(fault);
            }
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        /** The JDK tells a full disk from a broken one by the system's sentence alone. */
        private static IOException named(IOException fault) {
            String sentence = String.valueOf(fault.getMessage()).toLowerCase(Locale.ROOT);
            if (sentence.contains("no space left") || sentence.contains("quota exceeded")) {
                DiskFull full = new DiskFull("The disk is full");
                full.initCause(fault);
                return full;
            }
            return fault;
        }
    }
}
