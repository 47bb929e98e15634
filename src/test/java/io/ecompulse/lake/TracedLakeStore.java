package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A store that notes what is done to it, and fails where it is told to, before or after the deed. */
class TracedLakeStore implements LakeStore {
    final List<String> trace = new ArrayList<>();
    private final LakeStore store;
    private Cut cut = Cut.NOWHERE;

    /** Where the store fails. After the deed: the answer is lost, what was done stays. */
    enum Cut {
        NOWHERE,
        BEFORE_STORE,
        AFTER_STORE,
        BEFORE_MARKER,
        AFTER_MARKER,
        READ
    }

    TracedLakeStore(LakeStore store) {
        this.store = store;
    }

    void cut(Cut where) {
        cut = where;
    }

    @Override
    public long putOnce(Path local, String path) throws IOException {
        failAt(Cut.BEFORE_STORE);
        long bytes = store.putOnce(local, path);
        trace.add("stored " + path.substring(0, path.lastIndexOf('-')));
        failAt(Cut.AFTER_STORE);
        return bytes;
    }

    @Override
    public boolean createIfAbsent(String path, byte[] content) throws IOException {
        failAt(Cut.BEFORE_MARKER);
        boolean created = store.createIfAbsent(path, content);
        trace.add((created ? "marker " : "marker taken ") + path);
        failAt(Cut.AFTER_MARKER);
        return created;
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        failAt(Cut.READ);
        return store.read(path);
    }

    @Override
    public Optional<Path> local(String path) {
        return store.local(path);
    }

    @Override
    public void fetch(String path, Path local) throws IOException {
        failAt(Cut.READ);
        store.fetch(path, local);
    }

    @Override
    public List<String> list(String folder, String after) throws IOException {
        failAt(Cut.READ);
        return store.list(folder, after);
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        failAt(Cut.READ);
        return store.folders(folder);
    }

    @Override
    public void delete(String path) throws IOException {
        store.delete(path);
    }

    @Override
    public String location(String path) {
        return store.location(path);
    }

    private void failAt(Cut here) throws IOException {
        if (cut == here) {
            throw new IOException("cut " + here);
        }
    }
}
