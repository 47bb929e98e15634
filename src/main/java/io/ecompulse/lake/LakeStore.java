package io.ecompulse.lake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the lake's files stand. Paths are relative, with {@code /} between their parts. Every call blocks, is safe for many
 * threads, and returns only once its result is durable. An IOException says that the outcome is not known.
 */
public interface LakeStore {
    /**
     * Stores a finished local file under a path that no file had yet.
     *
     * @return its exact length
     * @throws java.nio.file.FileAlreadyExistsException when there is one; it is left alone
     */
    long putOnce(Path local, String path) throws IOException;

    /** Creates a small file, whole or not at all; false when there is one already, which is left alone (I4). */
    boolean createIfAbsent(String path, byte[] content) throws IOException;

    /** The content of a small file; empty when there is none. */
    Optional<byte[]> read(String path) throws IOException;

    /**
     * Where the path stands on this machine; empty when it does not. The empty path names the whole lake. No promise that a
     * file is there.
     */
    default Optional<Path> local(String path) {
        return Optional.empty();
    }

    /**
     * Copies a file of any size to a local one, which is replaced.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    void fetch(String path, Path local) throws IOException;

    /** All files below a folder (ends with {@code /}) whose path comes after {@code after}, sorted by path. */
    List<String> list(String folder, String after) throws IOException;

    /** The names of the folders directly inside a folder (ends with {@code /}), sorted. */
    List<String> folders(String folder) throws IOException;

    /** Deletes a file if it is there. */
    void delete(String path) throws IOException;

    /** How a warehouse's COPY names the path; the empty path names the whole lake. */
    String location(String path);

    /**
     * Finds out whether the store honours "create if absent", on which the whole commit protocol stands.
     *
     * @param unique a name no other probe uses
     * @throws IOException when it does not, or cannot be written to
     */
    default void probe(String unique) throws IOException {
        String path = "_probe/" + unique;
        byte[] first = {1};
        boolean created = createIfAbsent(path, first);
        boolean createdAgain = createIfAbsent(path, new byte[] {2});
        boolean kept = read(path)
                .filter(content -> content.length == 1 && content[0] == first[0])
                .isPresent();
        delete(path);
        if (!created || createdAgain || !kept) {
            throw new IOException("The lake at " + location("")
                    + " does not honour conditional create; two writers could commit the same events there");
        }
    }
}
