package io.ecompulse.lake;

import io.ecompulse.journal.spool.SpoolObjects;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The lake's store as the place of a spool. Beside the tables and markers, which nothing here touches. */
public final class LakeSpoolObjects implements SpoolObjects {
    private final LakeStore store;

    public LakeSpoolObjects(LakeStore store) {
        this.store = store;
    }

    /** Never replaces: the spool's names are unique, and an object that is there already would be another's. */
    @Override
    public void put(String name, byte[] content) throws IOException {
        if (!store.createIfAbsent(name, content)) {
            throw new IOException("There is an object " + name + " already");
        }
    }

    @Override
    public List<String> list(String prefix, String after, int max) throws IOException {
        String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        return store.list(folder, after).stream()
                .filter(name -> name.startsWith(prefix))
                .limit(max)
                .toList();
    }

    @Override
    public Optional<byte[]> get(String name) throws IOException {
        return store.read(name);
    }

    @Override
    public void delete(String name) throws IOException {
        store.delete(name);
    }
}
