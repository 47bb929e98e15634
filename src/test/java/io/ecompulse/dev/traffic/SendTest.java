package io.ecompulse.dev.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private FakeDoor door;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() throws Exception {
        door = new FakeDoor();
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void sendsOneEventFromStandardInputAndPrintsTheAnswer() throws Exception {
        int code = run("{\n \"type\": \"track\", \"event\": \"A\", \"value\": 12.50\n}", "--key", "k", "-");

        assertThat(code).isZero();
        assertThat(text()).isEqualTo("{\"success\":true,\"accepted\":1,\"duplicates\":0,\"rejected\":0}\n");
        assertThat(door.accepted()).hasSize(1);
        assertThat(door.keys()).containsExactly("Basic azo=");
    }

    @Test
    void sendsLinesFromAFileAHundredAtATime() throws Exception {
        Path file = folder.resolve("events.ndjson");
        Files.writeString(file, "{\"type\":\"page\"}\n".repeat(101));

        assertThat(run("", file.toString())).isZero();
        assertThat(door.accepted()).hasSize(101);
        assertThat(door.requests()).isEqualTo(2);
    }

    @Test
    void failsWhenTheServerRefuses() throws Exception {
        door.refusing(401);

        assertThat(run("{\"type\":\"page\"}")).isEqualTo(1);
        assertThat(text()).contains("\"success\":false");
    }

    @Test
    void namesTheLineThatIsNoJson() throws Exception {
        assertThat(run("{\"type\":\"page\"}\n{\"type\":")).isEqualTo(1);
        assertThat(text()).startsWith("ecompulse send: not JSON").contains("line 2");
    }

    @Test
    void saysWhichFileIsMissingAndThatNobodyListens() throws Exception {
        assertThat(run("", "/no/such/file")).isEqualTo(1);
        assertThat(text()).contains("no file /no/such/file");
        door.close();

        assertThat(run("{}")).isEqualTo(1);
        assertThat(text()).contains("nobody answers");
    }

    @Test
    void refusesTwoFilesAndUnknownOptions() throws Exception {
        assertThat(run("", "a", "b")).isEqualTo(2);
        assertThat(run("", "--colour", "red")).isEqualTo(2);
        assertThat(run("", "--key")).isEqualTo(2);
    }

    @Test
    void helpsWithAnExample() throws Exception {
        assertThat(run("", "--help")).isZero();
        assertThat(text()).contains("Example:");
    }

    private int run(String in, String... args) throws InterruptedException {
        List<String> all = new java.util.ArrayList<>(List.of(args));
        all.addAll(0, List.of("--url=http://127.0.0.1:" + door.port()));
        return Send.run(
                all,
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
