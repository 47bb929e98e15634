package io.ecompulse.aggregate;

import io.ecompulse.aggregate.TimeRange.Bucket;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the numbers of all partitions. A visitor's events share a partition, so visitors of partitions add up. Safe from any
 * thread; the one connection lives on a context of its own.
 */
public final class AggregateReads {
    /** Commands that wait for their answers at once; a month by minutes over many partitions goes in slices. */
    private static final int SLICE = 500;

    private final Context home;
    private final RedisLink link;
    private final RedisKeys keys;
    private final AggregateConfig.Retention retention;
    private final InstantSource clock;

    /**
     * @param topic the events topic whose numbers are read
     * @param nanos a clock that only runs forward
     */
    public AggregateReads(Vertx vertx, AggregateConfig config, String topic, InstantSource clock, LongSupplier nanos) {
        this.home = vertx.getOrCreateContext();
        this.link = new RedisLink(vertx, config, nanos);
        this.keys = new RedisKeys(config.prefix(), topic);
        this.retention = config.retention();
        this.clock = clock;
    }

    /** What a source's events add up to. {@code range}: by the events' own time; empty for all time. */
    public Future<Counts> counts(String source, Optional<TimeRange> range) {
        List<Bucket> buckets = range.map(TimeRange::buckets).orElse(List.of());
        return atHome(() -> partitions().compose(partitions -> {
            CountsTally tally = new CountsTally();
            range.filter(this::isPastItsBuckets).ifPresent(gone -> tally.incomplete());
            List<Question> questions = new ArrayList<>();
            for (int partition : partitions) {
                List<String> hashes = range.isEmpty()
                        ? List.of(keys.total(partition, source))
                        : buckets.stream()
                                .map(bucket -> keys.bucket(partition, source, bucket.grain(), bucket.start()))
                                .toList();
                ask(questions, partition, hashes, tally);
            }
            return all(questions, 0).map(answered -> tally.counts());
        }));
    }

    /** The last events of a source over all partitions, the newest first. */
    public Future<List<RecentEvent>> recent(String source, int limit) {
        return atHome(() -> partitions().compose(partitions -> {
            List<RecentEvent> events = new ArrayList<>();
            List<Question> questions = new ArrayList<>();
            for (int partition : partitions) {
                Request list =
                        Request.cmd(Command.LRANGE, keys.recent(partition, source), "0", Integer.toString(limit - 1));
                questions.add(new Question(list, answer -> {
                    if (answer != null) {
                        answer.forEach(event -> events.add(RecentEvent.parse(event.toString())));
                    }
                }));
            }
            return all(questions, 0)
                    .map(answered -> events.stream()
                            .sorted(Comparator.comparing(RecentEvent::receivedAt)
                                    .reversed())
                            .limit(limit)
                            .toList());
        }));
    }

    /** Closes the connection. */
    public Future<Void> close() {
        return atHome(link::close);
    }

    private record Question(Request request, Consumer<@Nullable Response> answer) {}

    private void ask(List<Question> questions, int partition, List<String> hashes, CountsTally tally) {
        questions.add(
                new Question(Request.cmd(Command.HMGET, keys.fence(partition), "next", "rebuiltAt"), tally::fence));
        for (String hash : hashes) {
            questions.add(new Question(Request.cmd(Command.HGETALL, hash), tally::add));
        }
        if (!hashes.isEmpty()) {
            questions.add(new Question(union(hashes, RedisKeys.VISITORS), tally::visitors));
            questions.add(new Question(union(hashes, RedisKeys.SESSIONS), tally::sessions));
        }
    }

    private static Request union(List<String> hashes, String suffix) {
        Request count = Request.cmd(Command.PFCOUNT);
        hashes.forEach(hash -> count.arg(hash + suffix));
        return count;
    }

    private Future<List<Integer>> partitions() {
        return link.send(Request.cmd(Command.SMEMBERS, keys.partitions())).map(members -> {
            List<Integer> partitions = new ArrayList<>();
            if (members != null) {
                members.forEach(member -> partitions.add(Integer.parseInt(member.toString())));
            }
            return partitions;
        });
    }

    private Future<Void> all(List<Question> questions, int from) {
        int to = Math.min(questions.size(), from + SLICE);
        List<Future<Void>> answers = new ArrayList<>();
        for (Question question : questions.subList(from, to)) {
            answers.add(link.send(question.request()).map(answer -> {
                question.answer().accept(answer);
                return null;
            }));
        }
        Future<Void> slice = Future.all(answers).mapEmpty();
        return to == questions.size() ? slice : slice.compose(answered -> all(questions, to));
    }

    private boolean isPastItsBuckets(TimeRange range) {
        long now = clock.millis();
        return range.buckets().stream().anyMatch(bucket -> bucket.grain().expiry(bucket.start(), retention) < now);
    }

    private <T> Future<T> atHome(Supplier<Future<T>> question) {
        Promise<T> answer = Promise.promise();
        home.runOnContext(here -> question.get().onComplete(answer));
        return answer.future();
    }
}
