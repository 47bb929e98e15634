package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A store that dies at one of the changes that are made to it, before or after it is made; what was done stays. */
final class CutLakeStore implements LakeStore {
    private final LakeStore store;
    private int cutAt;
    private final boolean after;
    private int changes;
    /** What else happens before each change. */
    Meanwhile meanwhile = path -> {};

    /** The first answer to a create is lost, and it is sent again. */
    boolean asksTwice;

    @FunctionalInterface
    interface Meanwhile {
        void before(String path) throws IOException;
    }

    private interface Change<T> {
        T make() throws IOException;
    }

    /** @param cutAt the number of the change, from 0; those behind it fail as well */
    CutLakeStore(LakeStore store, int cutAt, boolean after) {
        this.store = store;
        this.cutAt = cutAt;
        this.after = after;
    }

    static CutLakeStore whole(LakeStore store) {
        return new CutLakeStore(store, Integer.MAX_VALUE, false);
    }

    int changes() {
        return changes;
    }

    /** From now on it takes every change. */
    void heal() {
        cutAt = Integer.MAX_VALUE;
    }

    private <T> T change(String path, Change<T> change) throws IOException {
        int number = changes++;
        if (number > cutAt || (number == cutAt && !after)) {
            throw new IOException("cut before " + path);
        }
        meanwhile.before(path);
        T made = change.make();
        if (number == cutAt) {
            throw new IOException("cut after " + path);
        }
        return made;
    }

    @Override
    public long putOnce(Path local, String path) throws IOException {
        return change(path, () -> store.putOnce(local, path));
    }

    @Override
    public boolean createIfAbsent(String path, byte[] content) throws IOException {
        return change(path, () -> {
            boolean created = store.createIfAbsent(path, content);
            return asksTwice ? store.createIfAbsent(path, content) : created;
        });
    }

    @Override
    public void delete(String path) throws IOException {
        change(path, () -> {
            store.delete(path);
            return path;
        });
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        return store.read(path);
    }

    /** A lake elsewhere: files are fetched. */
    @Override
    public void fetch(String path, Path local) throws IOException {
        store.fetch(path, local);
    }

    @Override
    public List<String> list(String folder, String after) throws IOException {
        return store.list(folder, after);
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        return store.folders(folder);
    }

    @Override
    public String location(String path) {
        return store.location(path);
    }
}
