package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A lake in memory. */
final class MemoryLakeStore implements LakeStore {
    private final TreeMap<String, byte[]> files = new TreeMap<>();

    @Override
    public synchronized long putOnce(Path local, String path) throws IOException {
        byte[] content = Files.readAllBytes(local);
        if (files.putIfAbsent(checked(path), content) != null) {
            throw new FileAlreadyExistsException(path);
        }
        return content.length;
    }

    @Override
    public synchronized boolean createIfAbsent(String path, byte[] content) {
        return files.putIfAbsent(checked(path), content.clone()) == null;
    }

    @Override
    public synchronized Optional<byte[]> read(String path) {
        return Optional.ofNullable(files.get(checked(path)));
    }

    @Override
    public synchronized void fetch(String path, Path local) throws IOException {
        byte[] content = files.get(checked(path));
        if (content == null) {
            throw new NoSuchFileException(path);
        }
        Files.write(local, content);
    }

    @Override
    public synchronized List<String> list(String folder, String after) {
        checkedFolder(folder);
        return files.tailMap(after, false).keySet().stream()
                .filter(path -> path.startsWith(folder))
                .toList();
    }

    @Override
    public synchronized List<String> folders(String folder) {
        checkedFolder(folder);
        TreeSet<String> names = new TreeSet<>();
        for (String path : files.keySet()) {
            int slash = path.indexOf('/', folder.length());
            if (path.startsWith(folder) && slash > 0) {
                names.add(path.substring(folder.length(), slash));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public synchronized void delete(String path) {
        files.remove(checked(path));
    }

    @Override
    public String location(String path) {
        return "memory:" + (path.isEmpty() ? "" : checked(path));
    }

    private static void checkedFolder(String folder) {
        if (!folder.endsWith("/")) {
            throw new IllegalArgumentException(folder);
        }
        checked(folder.substring(0, folder.length() - 1));
    }

    private static String checked(String path) {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.contains("\\") || part.contains("\0")) {
                throw new IllegalArgumentException(path);
            }
        }
        return path;
    }
}
