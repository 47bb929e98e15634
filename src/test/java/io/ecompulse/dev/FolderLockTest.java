package io.ecompulse.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    private Path parent;

    @Test
    void aFolderHasOneServerAtATime() throws IOException {
        Path folder = parent.resolve("data");
        try (FolderLock first = FolderLock.take(folder)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> FolderLock.take(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another server runs on " + folder);
        }

        FolderLock.take(folder).close();
    }
}
