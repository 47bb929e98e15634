package io.ecompulse.aggregate;

import io.vertx.redis.client.Response;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up hashes of buckets, field by field. */
final class CountsTally {
    private final TreeMap<String, Long> fields = new TreeMap<>();
    private long visitors;
    private long sessions;
    private boolean partial;

    /** A hash as HGETALL gives it in RESP2: name, value, name, value. */
    void add(@Nullable Response hash) {
        if (hash == null) {
            return;
        }
        for (String field : hash.getKeys()) {
            fields.merge(field, Long.parseLong(hash.get(field).toString()), Long::sum);
        }
    }

    void visitors(@Nullable Response count) {
        visitors += number(count);
    }

    void sessions(@Nullable Response count) {
        sessions += number(count);
    }

    /** A fence as HMGET of {@code next} and {@code rebuiltAt} gives it. */
    void fence(@Nullable Response fence) {
        Response next = fence == null ? null : fence.get(0);
        Response rebuiltAt = fence == null ? null : fence.get(1);
        if (next == null || (rebuiltAt != null && next.toLong() < rebuiltAt.toLong())) {
            partial = true;
        }
    }

    void incomplete() {
        partial = true;
    }

    Counts counts() {
        return new Counts(
                field(BucketField.EVENTS),
                below(BucketField.TYPE),
                below(BucketField.NAME),
                visitors,
                sessions,
                field(BucketField.ORDERS),
                field(BucketField.UNITS),
                below(BucketField.REVENUE),
                below(BucketField.REFUND),
                field(BucketField.DUPLICATES),
                field(BucketField.UNREADABLE),
                partial);
    }

    private long field(String name) {
        return fields.getOrDefault(name, 0L);
    }

    /** The fields that begin with {@code prefix}, without it. */
    private SortedMap<String, Long> below(String prefix) {
        SortedMap<String, Long> found = new TreeMap<>();
        fields.subMap(prefix, prefix + Character.MAX_VALUE)
                .forEach((field, value) -> found.put(field.substring(prefix.length()), value));
        return found;
    }

    private static long number(@Nullable Response response) {
        return response == null ? 0 : response.toLong();
    }
}
