package io.ecompulse.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class TablesPageTest {
    private static final Path PAGE = Path.of("docs", "tables.md");

    @Test
    void thePageSaysWhatTheDeclarationSays() throws IOException {
        String page = TablesPage.markdown(Tables.ALL);
        if (Boolean.getBoolean("tables.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/tables.md is stale; write it with: mvn test -Dtest=TablesPageTest -Dtables.write=true")
                .isEqualTo(page);
    }
}
