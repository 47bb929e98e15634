package io.ecompulse.aggregate;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import org.jspecify.annotations.Nullable;

/** One number of a bucket, as a series shows it over time. */
public final class SeriesMetric {
    private static final int CURRENCY_LENGTH = 3;

    private final Command command;
    private final String name;
    private final @Nullable String currency;

    private SeriesMetric(Command command, String name, @Nullable String currency) {
        this.command = command;
        this.name = name;
        this.currency = currency;
    }

    /** The metric of that name, or null: {@code events}, {@code visitors}, {@code revenue:EUR}, … */
    public static @Nullable SeriesMetric of(String name) {
        return switch (name) {
            case "events" -> new SeriesMetric(Command.HGET, BucketField.EVENTS, null);
            case "duplicates" -> new SeriesMetric(Command.HGET, BucketField.DUPLICATES, null);
            case "conflicts" -> new SeriesMetric(Command.HGET, BucketField.CONFLICTS, null);
            case "orders" -> new SeriesMetric(Command.HGET, BucketField.ORDERS, null);
            case "units" -> new SeriesMetric(Command.HGET, BucketField.UNITS, null);
            case "visitors" -> new SeriesMetric(Command.PFCOUNT, RedisKeys.VISITORS, null);
            case "sessions" -> new SeriesMetric(Command.PFCOUNT, RedisKeys.SESSIONS, null);
            default -> money(name);
        };
    }

    /** The currency of an amount in minor units; null for a plain count. */
    public @Nullable String currency() {
        return currency;
    }

    Request request(String bucket) {
        return command == Command.PFCOUNT ? Request.cmd(command, bucket + name) : Request.cmd(command, bucket, name);
    }

    private static @Nullable SeriesMetric money(String name) {
        boolean known = name.startsWith(BucketField.REVENUE) || name.startsWith(BucketField.REFUND);
        String code = name.substring(name.indexOf(':') + 1);
        return known && code.length() == CURRENCY_LENGTH ? new SeriesMetric(Command.HGET, name, code) : null;
    }
}
