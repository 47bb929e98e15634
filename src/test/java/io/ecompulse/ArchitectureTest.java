package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps the laws of DESIGN §12, and shows on the classes of {@code archfixture} that each of them bites. */
class ArchitectureTest {
    private static final int LINES_MAX = 300;
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.ecompulse");
    private static final JavaClasses FIXTURE = new ClassFileImporter().importPackages("io.ecompulse.archfixture");
    private static final Laws LAWS = new Laws("io.ecompulse");
    private static final Laws BROKEN = new Laws("io.ecompulse.archfixture");

    @TestFactory
    Stream<DynamicTest> theProgramKeeps() {
        Map<String, ArchRule> laws = new LinkedHashMap<>();
        Laws.FLOORS.keySet().stream()
                .sorted()
                .forEach(floor -> laws.put(floor + " knows its floor", LAWS.knowsOnly(floor)));
        Laws.DOORS.forEach(door -> laws.put("one door to " + door.library(), LAWS.door(door)));
        laws.put("the plan of packages", LAWS.plan());
        laws.put("no cycles", LAWS.noCycles());
        laws.put("one door to the HTTP server", LAWS.httpServerDoor());
        laws.put("event sees only the JDK and JSON", LAWS.seesOnlyTheJdkAndJson("event"));
        laws.put("client sees only the JDK and JSON", LAWS.seesOnlyTheJdkAndJson("client"));
        laws.put("no clock, sleep or environment", LAWS.noMachine());
        laws.put("verticles extend VerticleBase", LAWS.verticles());
        laws.put("names say something", LAWS.names());
        laws.put("every package is null-marked", LAWS.nullMarked());
        laws.put("no static state", LAWS.noStaticState());
        return laws.entrySet().stream()
                .map(law -> DynamicTest.dynamicTest(
                        law.getKey(), () -> law.getValue().check(PROGRAM)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"src/main/java", "src/test/java"})
    void noFileIsTooLong(Path folder) throws IOException {
        assertThat(Laws.longFiles(folder, LINES_MAX)).isEmpty();
    }

    @Test
    void theProgramIsReallyRead() {
        assertThat(PROGRAM.size()).isGreaterThan(30);
        assertThat(PROGRAM)
                .noneMatch(read ->
                        read.getName().contains("Test") || read.getName().contains("fixture"));
    }

    @Test
    void aFileMayHaveThreeHundredLinesAndNoMore(@TempDir Path folder) throws IOException {
        Path long300 = folder.resolve("A.java");
        Path long301 = folder.resolve("deep/B.java");
        Files.createDirectories(folder.resolve("deep"));
        Files.write(long300, Collections.nCopies(300, "//"));
        Files.write(long301, Collections.nCopies(301, "//"));
        Files.write(folder.resolve("c.txt"), Collections.nCopies(400, "text"));

        assertThat(Laws.longFiles(folder, 300)).containsExactly(Map.entry(long301, 301));
    }

    static Stream<List<String>> forbiddenPairs() {
        List<List<String>> pairs = new ArrayList<>();
        Laws.FLOORS.forEach((floor, known) -> Laws.FLOORS.keySet().stream()
                .filter(other -> !other.equals(floor) && !known.contains(other))
                .forEach(other -> pairs.add(List.of(floor, other))));
        return pairs.stream();
    }

    @ParameterizedTest
    @MethodSource("forbiddenPairs")
    void aFloorThatKnowsAForbiddenOneIsFound(List<String> pair) {
        String from = "archfixture." + pair.get(0) + ".Thing";
        String to = "archfixture." + pair.get(1) + ".Thing";

        assertThat(violations(BROKEN.knowsOnly(pair.get(0)))).anyMatch(v -> v.contains(from) && v.contains(to));
    }

    @ParameterizedTest
    @CsvSource({
        "event, config", "config, event", "telemetry, event", "config, journal", "event, journal", "telemetry, journal",
        "journal, edge", "journal, dev", "edge, aggregate", "edge, lake", "aggregate, edge", "aggregate, lake",
        "aggregate, insight", "lake, edge", "lake, aggregate", "lake, warehouse", "insight, lake", "insight, edge",
        "warehouse, aggregate", "warehouse, edge", "edge, app", "lake, dev", "app, dev"
    })
    void theTableOfFloorsSaysWhatTheDesignSays(String floor, String forbidden) {
        assertThat(forbiddenPairs()).contains(List.of(floor, forbidden));
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "config", "telemetry", "journal", "edge", "lake", "warehouse", "app", "dev"})
    void nobodyKnowsMain(String floor) {
        assertThat(violations(BROKEN.knowsOnly(floor)))
                .anyMatch(v -> v.contains("archfixture." + floor + ".Thing") && v.contains("archfixture.Main"));
    }

    @ParameterizedTest
    @CsvSource({
        "org.apache.kafka.., Kafka",
        "io.vertx.kafka.., VertxKafka",
        "kafka.., KafkaBroker",
        "io.vertx.redis.., Redis",
        "redis.embedded.., EmbeddedRedis",
        "org.apache.parquet.., Parquet",
        "org.apache.hadoop.., Hadoop",
        "java.sql.., Jdbc",
        "javax.sql.., JdbcPool",
        "org.duckdb.., DuckDb",
        "io.vertx.ext.web.., Web"
    })
    void aSecondDoorToALibraryIsFound(String library, String intruder) {
        Laws.Door door = Laws.DOORS.stream()
                .filter(known -> known.library().equals(library))
                .findFirst()
                .orElseThrow();

        assertThat(violations(BROKEN.door(door))).anyMatch(v -> v.contains("stray.Doors$" + intruder + "."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HttpServer", "WebSocketServer"})
    void aSecondHttpServerIsFound(String intruder) {
        assertThat(violations(BROKEN.httpServerDoor())).anyMatch(v -> v.contains("stray.Doors$" + intruder + "."));
    }

    @Test
    void aPackageOutsideThePlanIsFound() {
        assertThat(violations(BROKEN.plan()))
                .anyMatch(v -> v.contains("marked.Kept"))
                .noneMatch(v -> v.contains(".edge.Thing") || v.contains(".Main"));
    }

    @Test
    void packagesInACircleAreFound() {
        assertThat(violations(BROKEN.noCycles())).anyMatch(v -> v.contains("Slice edge") && v.contains("Slice lake"));
    }

    @Test
    void anEventThatKnowsVertxIsFound() {
        assertThat(violations(BROKEN.seesOnlyTheJdkAndJson("event")))
                .anyMatch(v -> v.contains("event.Foreign") && v.contains("Buffer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wallClock",
                "nanosByReference",
                "instantNow",
                "systemClock",
                "systemSource",
                "today",
                "todayAtNow",
                "date",
                "threadSleep",
                "unitSleep",
                "environment",
                "property"
            })
    void whoAsksTheMachineIsFound(String method) {
        assertThat(violations(BROKEN.noMachine())).anyMatch(v -> v.contains("stray.Machine." + method + "("));
    }

    @Test
    void anInjectedClockAndMainItselfAreAllowed() {
        assertThat(violations(BROKEN.noMachine()))
                .noneMatch(v -> v.contains("Machine.injected") || v.contains("archfixture.Main"));
    }

    @Test
    void aVerticleOfTheOldKindIsFound() {
        assertThat(violations(BROKEN.verticles())).anyMatch(v -> v.contains("stray.OldVerticle"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OrderHelper", "ShopManager", "ShopUtils", "ShopUtil", "ShopImpl"})
    void aNameThatSaysNothingIsFound(String name) {
        assertThat(violations(BROKEN.names())).anyMatch(v -> v.contains(name));
    }

    @Test
    void aPackageWithoutNullMarkedIsFound() {
        assertThat(violations(BROKEN.nullMarked()))
                .anyMatch(v -> v.contains("stray.OldVerticle"))
                .noneMatch(v -> v.contains("marked.Kept"));
    }

    @Test
    void staticStateIsFound() {
        assertThat(violations(BROKEN.noStaticState())).anyMatch(v -> v.contains("OrderHelper.calls"));
    }

    private static List<String> violations(ArchRule law) {
        EvaluationResult result = law.evaluate(FIXTURE);
        return result.getFailureReport().getDetails();
    }
}
