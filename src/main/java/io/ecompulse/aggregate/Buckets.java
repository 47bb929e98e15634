package io.ecompulse.aggregate;

import io.ecompulse.aggregate.AggregateConfig.Retention;
import io.ecompulse.aggregate.RedisKeys.Generation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The buckets that a cell adds to, the finest first, the one of all time last; and the strings of its minute. */
final class Buckets {
    private final Generation keys;
    private final Cell.Where where;
    private final Retention retention;
    private final List<Bucket> all = new ArrayList<>(Grain.values().length + 1);

    /** @param expiry epoch milliseconds, 0 for never */
    record Bucket(String key, long expiry) {}

    Buckets(Generation keys, Cell.Where where, Retention retention) {
        this.keys = keys;
        this.where = where;
        this.retention = retention;
        String channel = where.channel().id();
        for (Grain grain : Grain.values()) {
            if (grain.compareTo(where.grain()) >= 0) {
                long start = grain.floor(where.start());
                all.add(new Bucket(keys.bucket(channel, grain, start), grain.expiry(start, retention)));
            }
        }
        all.add(new Bucket(keys.total(channel), 0));
    }

    List<Bucket> all() {
        return all;
    }

    /** The index of the first that is longer than a minute. */
    int coarse() {
        return where.grain() == Grain.MINUTE ? 1 : 0;
    }

    /** A name beside each. */
    List<String> names(UnaryOperator<String> name) {
        return names(name, 0, all.size());
    }

    /** A name beside each that is longer than a minute. */
    List<String> coarseNames(UnaryOperator<String> name) {
        return names(name, coarse(), all.size());
    }

    /** A name beside each hour and day. */
    List<String> listed(UnaryOperator<String> name) {
        return names(name, coarse(), all.size() - 1);
    }

    /** The string that holds a field by minute, or null. */
    @Nullable
    String series(String field) {
        return where.grain() == Grain.MINUTE && MinuteSeries.has(field)
                ? keys.series(where.channel().id(), MinuteSeries.day(where.start()), field)
                : null;
    }

    int minuteOfDay() {
        return MinuteSeries.index(where.start());
    }

    long seriesExpiry() {
        return MinuteSeries.expiry(where.start(), retention);
    }

    private List<String> names(UnaryOperator<String> name, int from, int to) {
        return all.subList(from, to).stream().map(Bucket::key).map(name).toList();
    }
}
