package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ecompulse.telemetry.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An alert on a metric that nobody has would never fire. */
class AlertRulesTest {
    private static final Pattern METRIC = Pattern.compile("ecompulse_[a-z_]+");

    @Test
    void everyRuleAsksForAMetricThatTheProgramHas() throws Exception {
        JsonNode groups =
                new YAMLMapper().readTree(Path.of("docs/alerts.yaml").toFile()).path("groups");
        String code = code();

        for (JsonNode rule : groups.findValues("rules").stream()
                .flatMap(rules ->
                        Stream.iterate(0, i -> i < rules.size(), i -> i + 1).map(rules::get))
                .toList()) {
            Matcher metric = METRIC.matcher(rule.path("expr").asText());
            assertThat(metric.find()).as(rule.toString()).isTrue();
            assertThat(names(metric.group().replace('_', '.')))
                    .as(metric.group())
                    .anyMatch(name -> code.contains('"' + name + '"'));
            assertThat(rule.path("for").asText()).isNotEmpty();
            assertThat(rule.path("annotations").path("summary").asText()).isNotEmpty();
        }
        assertThat(groups.findValuesAsText("alert"))
                .contains("EcompulseUnaccountedEvents", "EcompulseCommittedButNotLoaded");
    }

    /** As the code may write it: whole, or behind the stage whose gauge it is. */
    private static List<String> names(String whole) {
        Stream<String> ofStages = Stream.of(Stage.values())
                .map(stage -> "ecompulse." + stage.tag() + ".")
                .filter(whole::startsWith)
                .map(stage -> whole.substring(stage.length()));
        return Stream.concat(Stream.of(whole), ofStages).toList();
    }

    private static String code() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> java =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            return java.stream().map(AlertRulesTest::read).collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
