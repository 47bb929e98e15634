package io.ecompulse.edge.address;

import io.ecompulse.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where countries are read from.
 *
 * @param bytesMax of the file, which is held in memory as a whole
 * @param reloadInterval between two looks at it
 * @param addressesMax whose country is remembered
 * @param withoutAddress whether the country of an event is kept whose address must not be
 */
public record CountryConfig(
        Path database, long bytesMax, Duration reloadInterval, int addressesMax, boolean withoutAddress) {
    private static final long MIB = 1024L * 1024;

    /** Reads {@code edge.country.*}; null when no database is set: then no event has a country. */
    public static @Nullable CountryConfig from(Settings s) {
        String database = s.text("edge.country.database", "");
        CountryConfig config = new CountryConfig(
                Path.of(database),
                s.bytes("edge.country.database.bytes.max", 256 * MIB),
                s.duration("edge.country.reload.interval", Duration.ofSeconds(30)),
                s.count("edge.country.addresses.max", 4_096, 1, 1_000_000),
                s.flag("edge.country.without.address", false));
        return database.isEmpty() ? null : config;
    }
}
