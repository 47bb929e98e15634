package io.ecompulse.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FileLakeStoreTest extends LakeStoreContract {
    @Override
    LakeStore open(Path folder) throws IOException {
        return new FileLakeStore(folder);
    }

    @Test
    void keepsWhatWasStoredWhenOpenedAgain() throws IOException {
        open(temp.resolve("again")).createIfAbsent("a/b", new byte[] {7});

        assertThat(open(temp.resolve("again")).read("a/b")).hasValue(new byte[] {7});
    }

    @Test
    void leavesNoTemporaryFilesWhetherItWinsOrLoses() throws IOException {
        Path folder = temp.resolve("tidy");
        LakeStore store = open(folder);
        store.createIfAbsent("a/b", new byte[1]);
        store.createIfAbsent("a/b", new byte[1]);
        Path local = Files.writeString(temp.resolve("local"), "x");
        assertThatThrownBy(() -> store.putOnce(local, "a/b")).isInstanceOf(IOException.class);

        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(folder.resolve("a/b"));
        }
    }

    @Test
    void showsNoHalfWrittenFileOfAWriterThatDied() throws IOException {
        Path folder = temp.resolve("torn");
        LakeStore store = open(folder);
        Files.writeString(folder.resolve("_incoming").resolve("half"), "{\"top");

        assertThat(new CommitChain(store).partitions()).isEmpty();
        assertThat(store.list("events/", "")).isEmpty();
    }

    /** What a store does that knows no conditional create: the last writer wins. */
    @Test
    void aStoreThatOverwritesFailsTheProbe() {
        LakeStore careless = new TracedLakeStore(new MemoryLakeStore()) {
            @Override
            public boolean createIfAbsent(String path, byte[] content) throws IOException {
                delete(path);
                return super.createIfAbsent(path, content);
            }
        };

        assertThatThrownBy(() -> careless.probe("x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("conditional create");
    }
}
