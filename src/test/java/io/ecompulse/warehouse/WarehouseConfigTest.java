package io.ecompulse.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.config.Settings;
import io.ecompulse.config.SettingsException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WarehouseConfigTest {
    private static final Map<String, String> REDSHIFT = Map.of(
            "warehouse.kind", "redshift",
            "warehouse.redshift.url", "jdbc:redshift://shop.abc.eu-west-1.redshift.amazonaws.com:5439/dev",
            "warehouse.redshift.user", "loader",
            "warehouse.redshift.role", "arn:aws:iam::123456789012:role/copy");

    @Test
    void readsAClusterWithItsPasswordFromTheEnvironment() throws SettingsException {
        Settings settings = new Settings(REDSHIFT, Map.of("WAREHOUSE_REDSHIFT_PASSWORD", "hush"), Map.of());

        WarehouseConfig config = WarehouseConfig.from(settings);
        settings.check();

        assertThat(config.kind()).isEqualTo(WarehouseConfig.Kind.REDSHIFT);
        assertThat(config.redshift().password()).isEqualTo("hush");
        assertThat(config.redshift().schema()).isEqualTo("ecompulse");
    }

    @Test
    void asksForNothingOfAClusterThatIsNotUsed() {
        Settings settings = new Settings(Map.of(), Map.of(), Map.of());
        WarehouseConfig.from(settings);

        assertThatCode(settings::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "warehouse.redshift.url, jdbc:redshift://user:hush@host:5439/dev",
        "warehouse.redshift.url, jdbc:postgresql://host:5439/dev",
        "warehouse.redshift.user, ''",
        "warehouse.redshift.role, my'role",
        "warehouse.redshift.schema, Shop",
        "warehouse.redshift.manifests, a/b",
        "warehouse.redshift.connect.timeout, 0s",
        "warehouse.redshift.statement.timeout, 0s",
        "warehouse.load.conflicts.max, 0",
        "warehouse.load.skipped.max, 10001",
        "warehouse.load.bad.file, ignore",
        "warehouse.migrate, perhaps"
    })
    void refusesWhatCannotBeAndRepeatsNoPassword(String key, String value) {
        Map<String, String> keys = new HashMap<>(REDSHIFT);
        keys.put(key, value);
        Settings settings = new Settings(keys, Map.of(), Map.of());
        WarehouseConfig.from(settings);

        assertThatThrownBy(settings::check).hasMessageContaining(key).hasMessageNotContaining("hush");
    }
}
