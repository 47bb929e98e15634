package io.ecompulse.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I6: twelve partitions are rolled in a heap of 64 MB, which is all that the process has. */
final class LakeMemoryTest {
    private static final int PARTITIONS = 12;
    private static final int EVENTS = 6_000;

    @TempDir
    Path temp;

    @Test
    void twelvePartitionsFitAHeapOf64Megabytes() throws Exception {
        Path output = temp.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Djava.io.tmpdir=" + temp,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LakeMemory.class.getName(),
                        temp.toString(),
                        Integer.toString(PARTITIONS),
                        Integer.toString(EVENTS),
                        "16384",
                        "16384")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(process.waitFor(110, TimeUnit.SECONDS)).isTrue();

        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(printed).contains("rows=" + PARTITIONS * EVENTS);
        assertThat(Integer.parseInt(printed.replaceAll("(?s).*files=(\\d+).*", "$1")))
                .as("more files than partitions: the budget sealed windows")
                .isGreaterThan(PARTITIONS);
    }
}
