package io.ecompulse.insight;

import io.ecompulse.aggregate.Arrivals;
import io.ecompulse.aggregate.Span;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * I11: what edges accepted and no reader accounts for, by source. A minute is judged when the readers have passed every position
 * that the journal had when it ended, and the grace for what was in flight then is over; so neither lag nor a late
 * acknowledgement looks like a loss.
 */
final class Unaccounted {
    private static final Logger LOG = LoggerFactory.getLogger(Unaccounted.class);
    private static final long MINUTE_SECONDS = 60;

    private final EdgeBooks books;
    private final Reading reading;
    private final InsightConfig.Books config;
    private final InstantSource clock;
    private final MeterRegistry registry;
    private final Map<String, AtomicLong> gauges = new HashMap<>();
    private boolean isChecking;

    /** Where the readers' side comes from. */
    @FunctionalInterface
    interface Reading {
        Future<Arrivals> read(String source, Instant from, int minutes);
    }

    Unaccounted(
            EdgeBooks books, Reading reading, InsightConfig.Books config, InstantSource clock, MeterRegistry registry) {
        this.books = books;
        this.reading = reading;
        this.config = config;
        this.clock = clock;
        this.registry = registry;
    }

    /** Sets the metric of every source; of those that cannot be judged it stays as it was. One source after the other. */
    Future<Void> check() {
        if (isChecking) {
            return Future.succeededFuture();
        }
        isChecking = true;
        Future<Void> checked = Future.succeededFuture();
        for (String source : books.sources()) {
            checked = checked.compose(before -> of(source, Span.ALL).map(events -> {
                set(source, events);
                return null;
            }));
        }
        return checked.onComplete(done -> isChecking = false)
                .onFailure(fault -> LOG.debug("The books could not be compared", fault));
    }

    /** What is missing of what arrived in a span, as far back as {@code insight.books.horizon}. */
    Future<Long> of(String source, Span span) {
        Instant now = clock.instant();
        Instant oldest = now.minus(config.horizon());
        long from = minute(span.from() == null || span.from().isBefore(oldest) ? oldest : span.from());
        long to = minute(span.to() == null || span.to().isAfter(now) ? now : span.to());
        SortedMap<Long, Long> accepted = books.accepted(source, from, to);
        if (accepted.isEmpty()) {
            return Future.succeededFuture(0L);
        }
        long first = accepted.firstKey();
        int minutes = (int) (minute(now) + 1 - first);
        return reading.read(source, start(first), minutes).map(read -> {
            long judged = minute(earlier(books.readUntil(read.read()), now).minus(config.grace()));
            return read.partial() ? 0 : missing(accepted, read.counted(), first, Math.min(judged, to));
        });
    }

    /**
     * Minute by minute. A record may be counted in a later minute than the edge received it in (out of a spool, its duplicate
     * only carries the time at which it went to Kafka), so what is too much later settles what was missing before; what is too
     * much at first, of an edge that died before it told, settles nothing.
     *
     * @param counted of each minute from {@code first} on
     * @param judged the first minute that is not judged yet
     */
    static long missing(SortedMap<Long, Long> accepted, List<Long> counted, long first, long judged) {
        long missing = 0;
        for (int i = 0; i < counted.size() && first + i < judged; i++) {
            long surplus = counted.get(i) - accepted.getOrDefault(first + i, 0L);
            missing = Math.max(0, missing - surplus);
        }
        return missing;
    }

    static Instant start(long minute) {
        return Instant.ofEpochSecond(minute * MINUTE_SECONDS);
    }

    private static long minute(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), MINUTE_SECONDS);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void set(String source, long events) {
        gauges.computeIfAbsent(source, unseen -> {
                    AtomicLong value = new AtomicLong();
                    Gauge.builder("ecompulse.unaccounted.events", value, AtomicLong::doubleValue)
                            .tag("source", source)
                            .description("Accepted events that are neither counted, nor duplicates, nor failed")
                            .register(registry);
                    return value;
                })
                .set(events);
    }

    Duration every() {
        return config.every();
    }
}
