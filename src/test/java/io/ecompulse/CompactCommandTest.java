package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.TestEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job and the removal as they are typed. */
class CompactCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();
    private List<String> committed = List.of();

    @BeforeEach
    void fill() throws Exception {
        LakeFixture lake = new LakeFixture(folder);
        Instant hour = Clock.systemUTC().instant().minus(Duration.ofDays(9)).truncatedTo(ChronoUnit.HOURS);
        for (int offset = 0; offset < 3; offset++) {
            String json = "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"" + offset + "\"}";
            lake.commit(0, TestEvents.event(offset, json, hour.plusSeconds(offset)));
        }
        committed = files();
    }

    @Test
    void compactsOnceAndSaysSo() throws Exception {
        String place = "ecompulse.events-0 [0,3) links=3 files=3->1 rows=3 bytes=";

        assertThat(run(0, "compact", "--no-warehouse", "--dry-run"))
                .startsWith(place)
                .endsWith("would compact 1 runs, 3 rows, 3 files into 1\n");
        assertThat(files()).isEqualTo(committed);
        assertThat(run(0, "compact", "--no-warehouse"))
                .startsWith(place)
                .endsWith("compacted 1 runs, 3 rows, 3 files into 1\n");
        assertThat(run(0, "compact", "--no-warehouse")).isEqualTo("compacted 0 runs, 0 rows, 0 files into 0\n");

        assertThat(run(0, "files").lines()).singleElement().asString().contains("/compact-0-");
        assertThat(run(0, "lint", "events/")).contains("compact-0-");
    }

    @Test
    void whatIsNotLoadedIsNotCompacted() throws Exception {
        String warehouse = "warehouse.duckdb.dir=" + folder.resolve("warehouse");

        assertThat(run(0, "compact", "--set", warehouse)).startsWith("compacted 0 runs");
    }

    @Test
    void aRunThatCannotBeCompactedEndsWithOne() throws Exception {
        Files.delete(folder.resolve("lake").resolve(committed.get(1)));

        assertThat(run(1, "compact", "--no-warehouse"))
                .contains("ecompulse.events-0 [0,3) stays as it is: File " + committed.get(1) + " is missing")
                .endsWith("; 1 runs stay as they are\n");
    }

    @Test
    void theSmallFilesStayForADayHoweverOldTheirEvents() throws Exception {
        run(0, "compact", "--no-warehouse");

        assertThat(run(0, "orphans", "--older-than", "0", "--delete")).isEqualTo("0 deleted\n");
        assertThat(files()).hasSize(4).containsAll(committed);
    }

    private List<String> files() throws IOException {
        Path lake = folder.resolve("lake");
        try (Stream<Path> all = Files.walk(lake.resolve("events"))) {
            return all.filter(Files::isRegularFile)
                    .map(file -> lake.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private String run(int code, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("--lake", folder.resolve("lake").toString()));
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int ended = Main.commandLine().setErr(new PrintWriter(err)).execute(all.toArray(String[]::new));
            assertThat(ended).as(err.toString()).isEqualTo(code);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
