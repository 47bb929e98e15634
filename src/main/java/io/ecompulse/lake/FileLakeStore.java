package io.ecompulse.lake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A lake in a local folder. A file is written under a name of its own, forced to disk and then linked to its path: linking
 * is atomic and fails when the path is taken, so readers see a file whole or not at all.
 */
final class FileLakeStore implements LakeStore {
    private static final String INCOMING = "_incoming";

    private final Path root;
    private final Path incoming;

    FileLakeStore(Path root) throws IOException {
        this.root = Files.createDirectories(root).toRealPath();
        this.incoming = Files.createDirectories(this.root.resolve(INCOMING));
    }

    @Override
    public long putOnce(Path local, String path) throws IOException {
        Path target = resolve(path);
        Path temporary = temporary();
        try {
            Files.copy(local, temporary);
            force(temporary);
            long bytes = Files.size(temporary);
            link(temporary, target);
            return bytes;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public boolean createIfAbsent(String path, byte[] content) throws IOException {
        Path target = resolve(path);
        Path temporary = temporary();
        try {
            try (OutputStream out = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW)) {
                out.write(content);
            }
            force(temporary);
            link(temporary, target);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(resolve(path)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Path> local(String path) {
        return Optional.of(path.isEmpty() ? root : resolve(path));
    }

    @Override
    public void fetch(String path, Path local) throws IOException {
        Files.copy(resolve(path), local, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public List<String> list(String folder, String after) throws IOException {
        Path start = resolveFolder(folder);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(file -> Files.isRegularFile(file) && !file.startsWith(incoming))
                    .map(this::relative)
                    .filter(path -> path.compareTo(after) > 0)
                    .sorted()
                    .toList();
        } catch (java.io.UncheckedIOException walking) {
            throw walking.getCause();
        }
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        Path start = resolveFolder(folder);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(start)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void delete(String path) throws IOException {
        Files.deleteIfExists(resolve(path));
    }

    @Override
    public String location(String path) {
        return path.isEmpty() ? root.toString() : resolve(path).toString();
    }

    private Path temporary() {
        return incoming.resolve(UUID.randomUUID().toString());
    }

    private void link(Path temporary, Path target) throws IOException {
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException("The lake has no place for " + target);
        }
        makeFolder(folder);
        Files.createLink(target, temporary);
        force(folder);
    }

    /** Creates what is missing and forces each new name to disk, or a crash could lose a folder that holds a marker. */
    private void makeFolder(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (Files.isDirectory(folder) || parent == null) {
            return;
        }
        makeFolder(parent);
        Files.createDirectories(folder); // Another writer may have been quicker.
        force(parent);
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path resolveFolder(String folder) {
        return root.resolve(LakePaths.checkedFolder(folder));
    }

    private Path resolve(String path) {
        return root.resolve(LakePaths.checked(path));
    }

    private String relative(Path file) {
        return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }
}
