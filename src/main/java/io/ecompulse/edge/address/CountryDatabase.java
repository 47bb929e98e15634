package io.ecompulse.edge.address;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import io.ecompulse.event.Memo;
import io.ecompulse.event.Slice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One state of a MaxMind file. Held in memory as a whole: a mapped file could make an event loop wait for a disk, and would end
 * the process when it is cut. Shared by all event loops.
 */
final class CountryDatabase {
    private static final int ADDRESS_LENGTH_MAX = 45;
    private static final int IPV4 = 4;
    /** Whatever it answers: a file that is damaged where everyone looks is found out before it is used. */
    private static final byte[] PROBE = {8, 8, 8, 8};

    private final Reader reader;
    private final boolean isIpv4;
    private final Memo<Optional<String>> known;

    /** What changes when a file is written anew. */
    record Stamp(Instant modified, long bytes, @Nullable Object file) {}

    private CountryDatabase(Reader reader, int addressesMax) {
        this.reader = reader;
        this.isIpv4 = reader.getMetadata().ipVersion() == IPV4;
        this.known = new Memo<>(addressesMax, this::find);
    }

    static Stamp stamp(CountryConfig config) throws UnusableDatabase {
        try {
            BasicFileAttributes found = Files.readAttributes(config.database(), BasicFileAttributes.class);
            return new Stamp(found.lastModifiedTime().toInstant(), found.size(), found.fileKey());
        } catch (IOException unreadable) {
            throw unusable(config, unreadable);
        }
    }

    /** Reads the file. Blocking. */
    static CountryDatabase read(CountryConfig config) throws UnusableDatabase {
        try (InputStream file = Files.newInputStream(config.database())) {
            int max = (int) Math.min(Integer.MAX_VALUE - 9L, config.bytesMax());
            byte[] bytes = file.readNBytes(max + 1);
            if (bytes.length > max) {
                throw new UnusableDatabase("edge.country.database: " + config.database()
                        + " has more bytes than edge.country.database.bytes.max allows");
            }
            Reader reader = new Reader(new ByteArrayInputStream(bytes), new CHMCache());
            CountryDatabase database = new CountryDatabase(reader, config.addressesMax());
            database.lookUp(PROBE);
            return database;
        } catch (IOException | RuntimeException unreadable) {
            throw unusable(config, unreadable);
        }
    }

    private static UnusableDatabase unusable(CountryConfig config, Exception fault) {
        String why = fault instanceof NoSuchFileException
                ? "there is no such file"
                : "it is no readable MaxMind database (" + fault.getClass().getSimpleName() + ")";
        return new UnusableDatabase("edge.country.database: " + config.database() + ": " + why);
    }

    /** When its makers made it. */
    Instant builtAt() {
        return reader.getMetadata().buildTime();
    }

    /** The country of an address, or null: unknown, or no address. */
    @Nullable
    String of(Slice address) {
        return address.to() - address.from() > ADDRESS_LENGTH_MAX
                ? null
                : address.in(known).orElse(null);
    }

    private Optional<String> find(String address) {
        byte[] bytes = AddressLiteral.bytes(address);
        try {
            return bytes == null ? Optional.empty() : Optional.ofNullable(lookUp(bytes));
        } catch (IOException | RuntimeException damaged) {
            return Optional.empty(); // No event is lost for a country.
        }
    }

    private @Nullable String lookUp(byte[] address) throws IOException {
        if (isIpv4 && address.length != IPV4) {
            return null;
        }
        Map<?, ?> found = reader.get(InetAddress.getByAddress(address), Map.class);
        String country = found == null ? null : code(found.get("country"));
        return country != null || found == null ? country : code(found.get("registered_country"));
    }

    private static @Nullable String code(@Nullable Object country) {
        Object code = country instanceof Map<?, ?> named ? named.get("iso_code") : null;
        return code instanceof String text && text.matches("[A-Z]{2}") ? text : null;
    }
}
