package io.ecompulse.journal.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 8 MiB that is really full; skipped where nobody may mount one. */
final class SpoolDiskFullIT {
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    @BeforeEach
    void mount() throws Exception {
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder.toString()), "no right to mount a tmpfs");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", folder.toString());
    }

    @Test
    void aFullDiskRefusesLosesNothingAndTakesAgainWhenSpaceIsFreed() throws Exception {
        Path other = folder.resolve("other");
        try (Spool spool = open()) {
            Files.write(other, new byte[3 * MIB + MIB / 2]);
            int taken = 0;
            SpoolUnavailable refusal = null;
            for (int i = 0; i < 200 && refusal == null; i++) {
                refusal = SpoolContract.refusal(
                        spool.append(List.of(new byte[100_000])).toCompletableFuture());
                taken += refusal == null ? 1 : 0;
            }
            assertThat(refusal).isNotNull();
            assertThat(refusal.why()).isEqualTo(SpoolUnavailable.Why.FULL);
            assertThat(taken).isBetween(20, 40);
            assertThat(spool.status().problem()).contains("has no room");

            Files.delete(other);
            spool.append(List.of(new byte[100_000])).toCompletableFuture().get();

            assertThat(spool.status().problem()).isNull();
            assertThat(count(spool)).isEqualTo(taken + 1);
        }
    }

    private Spool open() throws IOException {
        return DiskSpool.open(
                folder.resolve("spool"),
                new SpoolConfig.Disk(64L * MIB, MIB, MIB, MIB),
                () -> Instant.ofEpochMilli(SpoolContract.NOW),
                () -> {
                    throw new AssertionError("a full disk is no fault");
                });
    }

    private static int count(Spool spool) throws IOException {
        List<SpoolRecord> all = new ArrayList<>();
        for (Optional<SpoolChunk> chunk = spool.next(MIB); chunk.isPresent(); chunk = spool.next(MIB)) {
            all.addAll(chunk.get().records());
            spool.drained(chunk.get());
        }
        return all.size();
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
