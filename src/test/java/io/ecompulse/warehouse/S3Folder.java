package io.ecompulse.warehouse;

import io.ecompulse.lake.LakeStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A folder that says it is a bucket, for a stand-in of the cluster that would read it. */
record S3Folder(LakeStore folder) implements LakeStore {
    @Override
    public String location(String path) {
        return "s3://lake/shop" + (path.isEmpty() ? "" : "/" + path);
    }

    @Override
    public long putOnce(Path local, String path) throws IOException {
        return folder.putOnce(local, path);
    }

    @Override
    public boolean createIfAbsent(String path, byte[] content) throws IOException {
        return folder.createIfAbsent(path, content);
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        return folder.read(path);
    }

    @Override
    public void fetch(String path, Path local) throws IOException {
        folder.fetch(path, local);
    }

    @Override
    public List<String> list(String below, String after) throws IOException {
        return folder.list(below, after);
    }

    @Override
    public List<String> folders(String below) throws IOException {
        return folder.folders(below);
    }

    @Override
    public void delete(String path) throws IOException {
        folder.delete(path);
    }
}
