package io.ecompulse.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store promises. */
abstract class LakeStoreContract {
    @TempDir
    Path temp;

    private LakeStore store;

    abstract LakeStore open(Path folder) throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        store = open(temp.resolve("lake"));
    }

    @Test
    void storesALocalFileAndSaysItsLength() throws IOException {
        Path local = local("rows");

        long bytes = store.putOnce(local, "events/v=1/a.parquet");

        assertThat(bytes).isEqualTo(4);
        assertThat(store.read("events/v=1/a.parquet")).hasValue("rows".getBytes(UTF_8));
        assertThat(local).exists();
    }

    @Test
    void neverReplacesAStoredFile() throws IOException {
        store.putOnce(local("first"), "events/a");

        assertThatThrownBy(() -> store.putOnce(local("second"), "events/a"))
                .isInstanceOf(FileAlreadyExistsException.class);

        assertThat(store.read("events/a")).hasValue("first".getBytes(UTF_8));
    }

    @Test
    void createsOnceOnly() throws IOException {
        assertThat(store.createIfAbsent("_commits/t/0/1.json", "first".getBytes(UTF_8)))
                .isTrue();
        assertThat(store.createIfAbsent("_commits/t/0/1.json", "second".getBytes(UTF_8)))
                .isFalse();

        assertThat(store.read("_commits/t/0/1.json")).hasValue("first".getBytes(UTF_8));
    }

    @Test
    void letsOneOfManyWritersWin() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(8);
        List<Callable<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            byte[] content = ("writer-" + i).getBytes(UTF_8);
            attempts.add(() -> store.createIfAbsent("race", content));
        }

        int won = 0;
        for (Future<Boolean> attempt : writers.invokeAll(attempts)) {
            won += attempt.get() ? 1 : 0;
        }
        writers.shutdown();

        assertThat(won).isEqualTo(1);
        assertThat(new String(store.read("race").orElseThrow(), UTF_8)).startsWith("writer-");
    }

    @Test
    void hasNothingWhereNothingWasStored() throws IOException {
        assertThat(store.read("absent/file")).isEmpty();
        assertThat(store.list("absent/", "")).isEmpty();
        assertThat(store.folders("absent/")).isEmpty();
        store.delete("absent/file");
    }

    @Test
    void listsSortedAfterAPath() throws IOException {
        for (String path : List.of("c/b/2", "c/a/1", "c/a/0", "c/a/10", "d/0")) {
            store.createIfAbsent(path, new byte[1]);
        }

        assertThat(store.list("c/", "")).containsExactly("c/a/0", "c/a/1", "c/a/10", "c/b/2");
        assertThat(store.list("c/", "c/a/1")).containsExactly("c/a/10", "c/b/2");
        assertThat(store.list("c/", "c/b/2")).isEmpty();
        assertThat(store.folders("c/")).containsExactly("a", "b");
    }

    @Test
    void listsNothingThatIsStillBeingWritten() throws IOException {
        assertThatThrownBy(() -> store.putOnce(temp.resolve("missing"), "events/a"))
                .isInstanceOf(IOException.class);

        assertThat(store.list("events/", "")).isEmpty();
        assertThat(store.read("events/a")).isEmpty();
    }

    @Test
    void deletes() throws IOException {
        store.createIfAbsent("a/b", new byte[1]);

        store.delete("a/b");

        assertThat(store.read("a/b")).isEmpty();
        assertThat(store.createIfAbsent("a/b", new byte[1])).isTrue();
    }

    @Test
    void passesItsOwnProbeAgainAndAgain() throws IOException {
        store.probe("one");
        store.probe("one");

        assertThat(store.list("_probe/", "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out", "a/../../out", "/etc/passwd", "a//b", "a/./b", "", "a/", "a\\b", "a\0b"})
    void refusesPathsThatAreNotInside(String path) {
        assertThatThrownBy(() -> store.createIfAbsent(path, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.read(path)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.putOnce(local("x"), path)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesPathsForACopy() {
        assertThat(store.location("events/a")).startsWith(store.location("")).endsWith("events/a");
    }

    private Path local(String content) throws IOException {
        return Files.writeString(Files.createTempFile(temp, "local", ""), content);
    }
}
