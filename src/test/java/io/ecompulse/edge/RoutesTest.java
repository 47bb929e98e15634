package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.event.EventType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    private static final Routes ROUTES = new Routes(List.of("/acme/track"));

    @ParameterizedTest
    @CsvSource({
        "/v1/t, TRACK",
        "/v1/i, IDENTIFY",
        "/v1/p, PAGE",
        "/v1/s, SCREEN",
        "/v1/g, GROUP",
        "/v1/a, ALIAS",
        "/v1/group///, GROUP"
    })
    void namesTheTypeOfAPath(String path, EventType type) {
        assertThat(ROUTES.of(path)).isEqualTo(new Route.Events(Dialect.SEGMENT, type));
    }

    @Test
    void readsTheKeyOutOfASettingsPath() {
        assertThat(ROUTES.of("/v1/projects/k/settings")).isEqualTo(new Route.Settings("k"));
        assertThat(ROUTES.of("/v1/projects/k/settings/")).isEqualTo(new Route.Settings("k"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "",
                "//",
                "/v1",
                "/v1/",
                "/V1/track",
                "/v1/x",
                "/v1//track",
                "/v1/projects/settings",
                "/v1/projects//settings",
                "/v1/projects/a/b/settings",
                "/v1/projects/k/settingsx",
                "/v1/track/x"
            })
    void knowsNothingElse(String path) {
        assertThat(ROUTES.of(path)).isNull();
    }
}
