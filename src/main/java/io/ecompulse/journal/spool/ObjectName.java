package io.ecompulse.journal.spool;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The name of an object, {@code <prefix>/<writer>/<millis, 13 digits>-<seq, 9 digits>-<records>-<bytes>}: the names of a
 * writer sort by age, and say what is kept without reading it.
 */
record ObjectName(String writer, long millis, long seq, long records, long bytes) {
    String path(String prefix) {
        return String.format(Locale.ROOT, "%s/%s/%013d-%09d-%d-%d", prefix, writer, millis, seq, records, bytes);
    }

    /** Null for a name that is not ours. */
    static @Nullable ObjectName parse(String prefix, String path) {
        String[] parts = path.startsWith(prefix + "/")
                ? path.substring(prefix.length() + 1).split("/", -1)
                : new String[0];
        if (parts.length != 2 || !parts[1].matches("\\d{13}-\\d{9}-\\d{1,9}-\\d{1,12}")) {
            return null;
        }
        String[] numbers = parts[1].split("-", -1);
        return new ObjectName(
                parts[0],
                Long.parseLong(numbers[0]),
                Long.parseLong(numbers[1]),
                Long.parseLong(numbers[2]),
                Long.parseLong(numbers[3]));
    }
}
