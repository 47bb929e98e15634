package io.ecompulse.dev.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private FakeDoor door;

    @BeforeEach
    void open() throws Exception {
        door = new FakeDoor();
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void measuresAClosedLoopAndNeverRepeatsAnId() throws Exception {
        String pid = Long.toString(ProcessHandle.current().pid());

        int code = run(
                "--url", url(), "--connections", "3", "--batch", "2", "--warmup", "0", "--seconds", "1", "--pid", pid);

        assertThat(code).isZero();
        assertThat(text()).containsPattern("events/s +[1-9]").contains("p99", "{200=", "server CPU", "µs an event");
        assertThat(door.accepted()).isNotEmpty();
        assertThat(door.accepted().stream().map(event -> event.getString("messageId")))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.length() == 36);
    }

    /** Frames of two sizes of length, and one of none to speak of. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 150})
    void measuresTheStreamAsItDoesHttp(int batch) throws Exception {
        int code = run(stream("--connections", "3", "--batch", Integer.toString(batch), "--warmup", "0"));

        assertThat(code).isZero();
        assertThat(text()).containsPattern("target +ws://.*/v1/stream").containsPattern("events/s +[1-9]");
        assertThat(text()).contains("{200=", "broken 0");
        assertThat(door.keys()).containsOnly("dev-write-key").hasSize(3);
        assertThat(door.pongs()).isPositive();
        assertThat(door.accepted().stream().map(event -> event.getString("messageId")))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.length() == 36);
    }

    @Test
    void countsNacksAndGoesOnAfterTheRest() throws Exception {
        door.refusing(503);

        int code = run(stream("--connections", "1", "--batch", "1", "--warmup", "0", "--seconds", "3"));

        assertThat(code).isZero();
        assertThat(text()).contains("503=1").contains("200=");
    }

    @Test
    void connectsAgainAfterAnErrorOfTheStream() throws Exception {
        door.refusing(400);

        int code = run(stream("--connections", "1", "--batch", "1", "--warmup", "0", "--seconds", "2"));

        assertThat(code).isZero();
        assertThat(text()).contains("400=1", "200=", "broken 1");
    }

    private String[] stream(String... more) {
        List<String> args = new ArrayList<>(
                List.of("--protocol", "websocket", "--url", "http://127.0.0.1:" + door.port(), "--seconds", "1"));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    @Test
    void sendsNoMoreThanTheRateAsksFor() throws Exception {
        long began = System.nanoTime();

        run("--url", url(), "--connections", "2", "--batch", "2", "--rate", "20", "--warmup", "0", "--seconds", "1");

        long turns = (System.nanoTime() - began) / 200_000_000L + 1; // Each connection has one request in 200 ms.
        assertThat(door.accepted()).hasSizeBetween(4, (int) (turns * 2 * 2));
    }

    @Test
    void countsRefusalsAndGoesOnAfterTheRest() throws Exception {
        door.refusing(429, 500);

        int code = run("--url", url(), "--connections", "1", "--batch=1", "--warmup", "0", "--seconds", "3");

        assertThat(code).isZero();
        assertThat(text()).contains("500=1").contains("200=");
    }

    @Test
    void failsWithOneLineWhenNobodyListens() throws Exception {
        String gone = url();
        door.close();

        assertThat(run("--url", gone, "--seconds", "1")).isEqualTo(1);
        assertThat(text().lines()).hasSize(1).first().asString().startsWith("ecompulse bench: ");
    }

    @Test
    void failsWhenNothingIsAccepted() throws Exception {
        door.fallSilent();

        assertThat(run("--url", url(), "--connections", "1", "--warmup", "0", "--seconds", "1"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--batch,0",
        "--batch,1001",
        "--connections,4097",
        "--connections,many",
        "--rate,10000001",
        "--seconds,0",
        "--url,localhost:8080",
        "--protocol,grpc",
        "--speed,9",
        "extra,word"
    })
    void refusesWhatItCannotDo(String option, String value) throws Exception {
        assertThat(run(option, value)).isEqualTo(2);
        assertThat(text()).startsWith("ecompulse bench: ").contains(option.equals("extra") ? "extra" : option);
    }

    @Test
    void helpsWithAnExample() throws Exception {
        assertThat(run("--help")).isZero();
        assertThat(text()).contains("Example:", "--connections");
    }

    private String url() {
        return "http://127.0.0.1:" + door.port() + "/v1/batch";
    }

    private int run(String... args) throws InterruptedException {
        Bench.Clocks clocks = new Bench.Clocks(InstantSource.system(), System::nanoTime);
        return Bench.run(List.of(args), new PrintStream(printed, true, StandardCharsets.UTF_8), clocks, new Random(1));
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
