package io.ecompulse.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ecompulse.config.Settings;
import io.ecompulse.config.SuppressedSubjects;
import io.ecompulse.telemetry.Health;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    /** Served, but no questions. */
    private static final Set<String> BESIDE = Set.of("GET live", "GET openapi.yaml");

    @Test
    void everyQuestionIsInTheDocumentAndTheOtherWayRound() throws Exception {
        Set<String> documented = new TreeSet<>();
        JsonNode paths =
                new YAMLMapper().readTree(Path.of("docs/openapi.yaml").toFile()).path("paths");
        paths.properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> documented.add(method.toUpperCase(Locale.ROOT) + " "
                                + path.getKey().substring("/api/v1/".length()))));
        assertThat(documented).containsAll(BESIDE);
        documented.removeAll(BESIDE);

        assertThat(documented).isEqualTo(new TreeSet<>(asked()));
    }

    private static Set<String> asked() throws Exception {
        Settings settings = new Settings(Map.of(), Map.of(), Map.of());
        Platform platform = Platform.create("test");
        try {
            Health health = new Health();
            LiveSources sources = new LiveSources(
                    LiveSources.First.read(Path.of("conf/sources.yaml"), true), platform.registry(), health);
            Program.Surroundings surroundings =
                    new Program.Surroundings(InstantSource.system(), "test", true, why -> {});
            return new Questions(new Stages(new Stages.Ground(
                            platform,
                            ProgramConfig.from(settings),
                            EnumSet.allOf(Role.class),
                            health,
                            sources,
                            () -> SuppressedSubjects.NONE,
                            surroundings)))
                    .byName()
                    .keySet();
        } finally {
            platform.vertx().close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
