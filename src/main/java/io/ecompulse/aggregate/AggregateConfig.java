package io.ecompulse.aggregate;

import io.ecompulse.config.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How numbers are kept.
 *
 * @param place where Redis is
 * @param authorities a PEM file of those whose certificates Redis may show; null: those that Java trusts
 * @param group the consumer group of the reader
 * @param prefix what every key in Redis begins with
 * @param retention how long each grain's buckets live
 * @param tolerance how far ahead of its arrival an event's own time is believed
 * @param namesMax distinct event names and rare currencies a bucket tells apart
 * @param agentsMax user agents whose device is remembered
 * @param topMax entries of one top list that are kept; it is cut to them when it holds twice as many
 * @param recentMax events of each source and partition that the live page can show
 * @param recentMasking what of them may be read of the people behind
 * @param readsWaitingMax questions that may wait for their turn at Redis
 * @param orderMemory how long an order id is remembered after the last order of its day
 */
public record AggregateConfig(
        RedisPlace place,
        @Nullable String authorities,
        String group,
        String prefix,
        RedisTimes redis,
        Retention retention,
        Duration tolerance,
        int namesMax,
        int agentsMax,
        int topMax,
        int recentMax,
        Masking recentMasking,
        Sessions sessions,
        Duration orderMemory,
        int readsWaitingMax) {
    private static final String DEFAULT_URL = "redis://127.0.0.1:6379";
    private static final Duration RETENTION_MAX = Duration.ofDays(3_660);
    private static final Duration SILENCE_MIN = Duration.ofMinutes(1);
    private static final Duration SILENCE_MAX = Duration.ofDays(1);
    private static final Duration ORDER_MEMORY_MIN = Duration.ofDays(2);

    /**
     * @param timeout after which a command without an answer is given up and its connection dropped
     * @param retryMin pause after the first failed attempt to connect; doubles up to {@code retryMax}
     * @param fenceCheck time between two looks at whether Redis still holds what was counted
     */
    record RedisTimes(Duration timeout, Duration retryMin, Duration retryMax, Duration fenceCheck) {}

    /**
     * How events without a session of their client's are joined to sessions.
     *
     * @param silence after which a visitor's next event begins another session
     * @param visitorsMax that are remembered at once; the double for a moment
     */
    record Sessions(Duration silence, int visitorsMax) {}

    /** How long buckets outlive the time they cover. */
    record Retention(Duration minute, Duration hour, Duration day) {
        /** As for what has no minutes. */
        Retention coarse() {
            return new Retention(RETENTION_MAX.negated(), hour, day);
        }
    }

    public static AggregateConfig from(Settings s) {
        Retention retention = new Retention(
                s.duration("aggregate.minute.retention", Duration.ofHours(6)),
                s.duration("aggregate.hour.retention", Duration.ofDays(35)),
                s.duration("aggregate.day.retention", Duration.ofDays(400)));
        if (retention.minute.compareTo(retention.hour) > 0
                || retention.hour.compareTo(retention.day) > 0
                || retention.day.compareTo(RETENTION_MAX) > 0) {
            s.problem("aggregate.minute.retention, aggregate.hour.retention and aggregate.day.retention must not shrink"
                    + " in this order, nor exceed 3660d");
        }
        RedisTimes redis = new RedisTimes(
                s.duration("aggregate.redis.timeout", Duration.ofSeconds(5)),
                s.duration("aggregate.redis.retry.min", Duration.ofMillis(100)),
                s.duration("aggregate.redis.retry.max", Duration.ofSeconds(5)),
                s.duration("aggregate.fence.check", Duration.ofSeconds(10)));
        if (redis.timeout.toMillis() == 0 || redis.retryMin.toMillis() == 0 || redis.fenceCheck.toMillis() == 0) {
            s.problem("aggregate.redis.timeout, aggregate.redis.retry.min and aggregate.fence.check must be longer than"
                    + " nothing");
        }
        return new AggregateConfig(
                place(s),
                authorities(s),
                s.text("aggregate.group", "ecompulse-aggregate"),
                prefix(s),
                redis,
                retention,
                s.duration("aggregate.tolerance", Duration.ofSeconds(5)),
                s.count("aggregate.names.max", 200, 1, 10_000),
                s.count("aggregate.agents.max", 1_024, 1, 1_000_000),
                s.count("aggregate.top.max", 500, 10, 10_000),
                s.count("aggregate.recent.max", 50, 0, 1_000),
                s.choice("aggregate.recent.personal", Masking.class, Masking.MASKED),
                sessions(s),
                orderMemory(s),
                s.count("aggregate.reads.waiting.max", 100, 0, 10_000));
    }

    private static Sessions sessions(Settings s) {
        Duration silence = s.duration("aggregate.session.silence", Duration.ofMinutes(30));
        if (silence.compareTo(SILENCE_MIN) < 0 || silence.compareTo(SILENCE_MAX) > 0) {
            s.problem("aggregate.session.silence must be from 1m to 1d");
        }
        return new Sessions(silence, s.count("aggregate.session.visitors.max", 1_000_000, 1, 100_000_000));
    }

    private static Duration orderMemory(Settings s) {
        Duration memory = s.duration("aggregate.order.memory", Duration.ofDays(3));
        if (memory.compareTo(ORDER_MEMORY_MIN) < 0) {
            s.problem("aggregate.order.memory must be at least 2d: an order is looked for on three days");
        }
        return memory;
    }

    private static RedisPlace place(Settings s) {
        return RedisPlace.parse(s.text("redis.url", DEFAULT_URL)).orElseGet(() -> {
            // Without the value: it may hold a password.
            s.problem(
                    "redis.url is malformed: expected redis://[user:password@]host[:port][/database], or rediss:// for"
                            + " TLS; redis+sentinel://host[:port]?master=NAME or redis+cluster://host[:port], several with"
                            + " commas between");
            return RedisPlace.parse(DEFAULT_URL).orElseThrow();
        });
    }

    private static @Nullable String authorities(Settings s) {
        String file = s.text("redis.tls.ca", "");
        return file.isEmpty() ? null : file;
    }

    private static String prefix(Settings s) {
        String prefix = s.text("aggregate.redis.prefix", "ecompulse");
        if (prefix.isEmpty() || prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0) {
            s.problem("aggregate.redis.prefix is \"" + prefix
                    + "\": expected some text without braces, which choose the" + " hash slot in a cluster");
        }
        return prefix;
    }
}
