package io.ecompulse.app.replay;

import io.ecompulse.journal.FailedHeader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Which failed events are meant. One key with several values means any of them; several keys mean all of them. */
public final class Where {
    private static final String KEYS = "reason, source, stage, protocol, id, since, until";

    private final Map<String, Predicate<FailedEvent>> conditions = new LinkedHashMap<>();

    private Where() {}

    /**
     * @param conditions {@code key=value} each; none means all
     * @throws IllegalArgumentException with a sentence for whoever typed it
     */
    public static Where of(List<String> conditions) {
        Where where = new Where();
        for (String condition : conditions) {
            int equals = condition.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "--where " + condition + ": expected key=value with a key of " + KEYS);
            }
            String key = condition.substring(0, equals);
            where.conditions.merge(key, where.condition(key, condition.substring(equals + 1)), Predicate::or);
        }
        return where;
    }

    boolean holds(FailedEvent event) {
        return conditions.values().stream().allMatch(condition -> condition.test(event));
    }

    private Predicate<FailedEvent> condition(String key, String value) {
        return switch (key) {
            case "reason" -> event -> value.equals(event.header(FailedHeader.REASON));
            case "source" -> event -> value.equals(event.header(FailedHeader.SOURCE));
            case "stage" -> event -> value.equals(event.header(FailedHeader.STAGE));
            case "protocol" -> event -> value.equals(event.header(FailedHeader.PROTOCOL));
            case "id" -> event -> value.equals(event.id());
            case "since" -> since(time(key, value));
            case "until" -> since(time(key, value)).negate();
            default -> throw new IllegalArgumentException("--where " + key + "=…: no such key; there are " + KEYS);
        };
    }

    private static Predicate<FailedEvent> since(Instant from) {
        return event -> !event.receivedAt().isBefore(from);
    }

    private static Instant time(String key, String value) {
        try {
            return Instant.parse(value);
        } catch (DateTimeException notATime) {
            throw new IllegalArgumentException(
                    "--where " + key + "=" + value + ": expected a time like 2026-11-23T16:00:00Z", notATime);
        }
    }
}
