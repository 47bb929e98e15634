package io.ecompulse.journal.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spool on a real disk. */
final class DiskSpoolTest extends SpoolContract {
    private static final int KIB = 1024;

    @TempDir
    Path folder;

    @Override
    Spool open() throws IOException {
        return open(new SpoolConfig.Disk(1024 * KIB, 64 * KIB, 128 * KIB, 16 * KIB));
    }

    @Override
    Spool openSmall() throws IOException {
        return open(new SpoolConfig.Disk(256 * KIB, 64 * KIB, 128 * KIB, 16 * KIB));
    }

    private Spool open(SpoolConfig.Disk config) throws IOException {
        return DiskSpool.open(folder, config, () -> Instant.ofEpochMilli(NOW), () -> {
            throw new AssertionError("no fault here");
        });
    }

    @Test
    void aSecondProcessIsRefusedWithASentence() {
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessage("spool.dir " + folder + " is in use by another process: give each its own");
    }

    @Test
    void takesTheLongestRecordAndNoLonger() throws Exception {
        int longest = 64 * KIB - Segment.HEADER_BYTES - Frame.HEADER_BYTES;

        append("x".repeat(longest));
        CompletableFuture<Void> longer =
                spool().append(bytes("x".repeat(longest + 1))).toCompletableFuture();

        assertThatThrownBy(() -> longer.get(1, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(all()).hasSize(1);
    }

    @Test
    void aGroupLongerThanASegmentIsTakenWhole() throws Exception {
        String[] texts = new String[100];
        Arrays.setAll(texts, i -> "record " + i + "-".repeat(1_000));

        append(texts);

        assertThat(texts(all())).containsExactly(texts);
    }
}
