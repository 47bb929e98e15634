package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "dev",
                "sql",
                "ddl",
                "quarantine",
                "lint",
                "copy",
                "files",
                "orphans",
                "compact",
                "reconcile",
                "reload",
                "rebuild",
                "replay",
                "trace",
                "subject",
                "config"
            })
    void everyCommandHasHelpWithAnExample(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage:", "Example");
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(run("serve", "--rolls", "edge")).isEqualTo(2);
        assertThat(run("serve", "--roles", "edge,lack")).isEqualTo(2);
        assertThat(err.toString()).contains("\"lack\" is no role; roles are edge, aggregate, lake, warehouse, insight");
    }

    @Test
    void everythingWrongWithTheSettingsIsToldAtOnce() {
        int code = run("config", "--set", "lake.window.agee=5s", "--set", "edge.http.port=70000");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .contains("lake.window.agee is no setting; did you mean lake.window.age?")
                .contains("edge.http.port is \"70000\"");
    }

    @Test
    void anEventThatFitsNoRecordIsRefusedBeforeTheStart() {
        assertThat(run("config", "--set", "edge.event.bytes.max=641KiB", "--set", "edge.stream.frame.bytes.max=1MiB"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("journal.record.bytes.max must be at least 128KiB above");

        assertThat(run("config", "--set", "edge.event.bytes.max=640KiB")).isZero();
    }

    @Test
    void aLakeOfNothingIsReconciledAndReloadedAndATimeMustBeOne() {
        String[] where = {
            "--set", "lake.url=" + folder.resolve("lake").toUri().toString().replaceAll("/$", ""),
            "--set", "warehouse.duckdb.dir=" + folder.resolve("warehouse")
        };

        assertThat(run("reconcile", where[0], where[1], where[2], where[3])).isZero();
        assertThat(run("reconcile", "--json", where[0], where[1], where[2], where[3]))
                .isZero();
        assertThat(run("reload", "--since", "2026-11-23T12:00:00Z", where[0], where[1], where[2], where[3]))
                .isZero();
        assertThat(run("reload", "--since", "yesterday", where[0], where[1], where[2], where[3]))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--since yesterday is no time");
    }

    @Test
    void theDevelopmentKeysAreRefusedOutsideDevelopment() throws Exception {
        Path sources = Files.copy(Path.of("conf/sources.yaml"), folder.resolve("sources.yaml"));

        assertThat(run("serve", "--set", "sources.file=" + sources)).isEqualTo(1);
        assertThat(err.toString()).contains("dev-write-key", "scripts/dev only");
    }

    @Test
    void sqlWithoutAWarehouseSaysHowToGetOne() {
        assertThat(run("sql", "--data", folder.toString(), "select 1")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no warehouse in", "scripts/dev");
    }

    @Test
    void whatAKilledServerUnpackedIsRemoved() throws Exception {
        Path left = Files.createDirectories(folder.resolve("tmp/vertx/deep")).resolve("libduckdb.so");
        Files.writeString(left, "x");
        Path kept = Files.writeString(folder.resolve("kept"), "x");

        DevSettings.clearTemporary(folder);
        DevSettings.clearTemporary(folder);

        assertThat(folder.resolve("tmp")).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void aFileOfAServerThatIsGoneCountsAsNone() throws Exception {
        assertThat(DevFile.of(folder)).isEmpty();

        new DevFile(Long.MAX_VALUE, 1, 2, "k", "r").write(folder);
        assertThat(DevFile.of(folder)).isEmpty();

        DevFile own = new DevFile(ProcessHandle.current().pid(), 1, 2, "k", "r");
        own.write(folder);
        assertThat(DevFile.of(folder)).contains(own);
    }

    @Test
    void answersArePrintedInColumnsWithNumbersToTheRight() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        String answer =
                "{\"columns\":[\"name\",\"n\"],\"rows\":[[\"Order Completed\",7],[null,12]],\"complete\":false}";

        new SqlTable(new ObjectMapper().readTree(answer)).print(new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "name              n",
                        "---------------  --",
                        "Order Completed   7",
                        "                 12",
                        "(2 rows, more were left out)");
    }

    private int run(String... words) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }
}
