package io.ecompulse.lake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.s3a.Constants;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/**
 * A lake in a bucket. Every file is created with If-None-Match, so a name is given once; S3 shows a file whole or not at all.
 *
 * <p>An answer can be lost after the server did the work, and a request that is sent again then hears that the name is taken,
 * by us. So each attempt to create a file carries a mark that no other attempt has, kept beside the file, and after any fault
 * the file that stands is asked for its mark: ours means stored, another one means taken, none means the fault.
 */
final class S3LakeStore implements LakeStore, AutoCloseable {
    /** User metadata, so its name travels as {@code x-amz-meta-ecompulse-attempt}. */
    private static final String MARK = "ecompulse-attempt";

    private final S3AFileSystem files;
    private final S3Objects objects;
    private final LakePlace.Bucket bucket;

    private S3LakeStore(S3AFileSystem files, LakePlace.Bucket bucket) {
        this.files = files;
        this.objects = new S3Objects(files.getS3AInternals().getAmazonS3Client("lake"), bucket.name());
        this.bucket = bucket;
    }

    /** Reads credentials from the environment, but does not speak to the server yet. */
    static S3LakeStore open(LakePlace.Bucket bucket) throws IOException {
        return new S3LakeStore(S3Settings.open(bucket), bucket);
    }

    private enum Outcome {
        STORED,
        TAKEN
    }

    /** What a file is made of. */
    @FunctionalInterface
    private interface Content {
        void writeTo(FSDataOutputStream out) throws IOException;
    }

    @Override
    public long putOnce(Path local, String path) throws IOException {
        String key = key(path);
        long bytes = Files.size(local);
        Outcome outcome = create(key, out -> {
            try (InputStream in = Files.newInputStream(local)) {
                in.transferTo(out);
            }
        });
        if (outcome == Outcome.TAKEN) {
            throw new FileAlreadyExistsException(location(path));
        }
        return bytes;
    }

    @Override
    public boolean createIfAbsent(String path, byte[] content) throws IOException {
        return create(key(path), out -> out.write(content)) == Outcome.STORED;
    }

    private Outcome create(String key, Content content) throws IOException {
        String mark = UUID.randomUUID().toString();
        try {
            upload(key, mark, content);
            return Outcome.STORED;
        } catch (IOException | RuntimeException fault) {
            return settle(key, mark, fault instanceof IOException io ? io : new IOException(fault));
        }
    }

    private void upload(String key, String mark, Content content) throws IOException {
        FSDataOutputStreamBuilder<?, ?> file = files.createFile(new org.apache.hadoop.fs.Path("/" + key));
        FSDataOutputStream out = file.overwrite(true)
                .recursive()
                .opt(Constants.FS_S3A_CREATE_PERFORMANCE, true)
                .opt(Constants.FS_S3A_CREATE_HEADER + "." + MARK, mark)
                .must("fs.option.create.conditional.overwrite", true)
                .build();
        try {
            content.writeTo(out);
        } catch (IOException | RuntimeException broken) {
            out.abort(); // Closing publishes whatever was written so far.
            out.close();
            throw broken;
        }
        out.close();
    }

    /** What a fault really meant: a name is given once, so whoever holds it now has held it all along. */
    private Outcome settle(String key, String mark, IOException fault) throws IOException {
        try {
            Optional<String> standing = objects.metadata(key, MARK);
            if (standing.isPresent()) {
                return standing.get().equals(mark) ? Outcome.STORED : Outcome.TAKEN;
            }
        } catch (IOException unknown) {
            fault.addSuppressed(unknown);
        }
        throw fault;
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        return objects.read(key(path));
    }

    @Override
    public void fetch(String path, Path local) throws IOException {
        if (!objects.fetch(key(path), local)) {
            throw new NoSuchFileException(location(path));
        }
    }

    @Override
    public List<String> list(String folder, String after) throws IOException {
        String start = after.isEmpty() ? "" : root() + after;
        List<String> paths = new ArrayList<>();
        for (String key : objects.list(folderKey(folder), start)) {
            String path = key.substring(root().length());
            if (!path.endsWith("/") && path.compareTo(after) > 0) {
                paths.add(path);
            }
        }
        paths.sort(null);
        return List.copyOf(paths);
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        String parent = folderKey(folder);
        return objects.folders(parent).stream()
                .map(key -> key.substring(parent.length(), key.length() - 1))
                .sorted()
                .toList();
    }

    @Override
    public void delete(String path) throws IOException {
        objects.delete(key(path));
    }

    /** As Redshift's COPY names it. */
    @Override
    public String location(String path) {
        return "s3://" + bucket.name() + "/" + (path.isEmpty() ? bucket.prefix() : key(path));
    }

    @Override
    public void close() throws IOException {
        files.close();
    }

    private String root() {
        return bucket.prefix().isEmpty() ? "" : bucket.prefix() + "/";
    }

    private String key(String path) {
        return root() + LakePaths.checked(path);
    }

    private String folderKey(String folder) {
        return root() + LakePaths.checkedFolder(folder);
    }
}
