package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/invariants.md} promises tests; they must be there. */
class InvariantsPageTest {
    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+(?:Test|IT))`");

    @Test
    void everyTestThatThePageNamesExists() throws IOException {
        String page = Files.readString(Path.of("docs/invariants.md"));
        Set<String> named = NAMED_TEST
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .map(name -> name.replace("`", "") + ".java")
                .collect(Collectors.toSet());
        Set<String> existing;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            existing = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }

        assertThat(named).hasSizeGreaterThan(10);
        assertThat(existing).containsAll(named);
    }

    @Test
    void everyInvariantHasItsLine() throws IOException {
        String page = Files.readString(Path.of("docs/invariants.md"));

        for (int number = 1; number <= 11; number++) {
            assertThat(page).contains("| I" + number + " |");
        }
    }
}
