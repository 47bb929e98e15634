package io.ecompulse.aggregate;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Redis holds at the moment of a question. Who only reads knows of a loss what Redis says of it: a partition that is
 * registered without a fence, or whose rebuild is under way. The stage says so for all it reads as soon as it finds out, with
 * the next delta or {@link FenceCheck}; so after a flush nothing is registered, and nothing looks whole like a fresh
 * installation, for the time of {@code aggregate.fence.check} at most. A stage that was down during the loss cannot tell it
 * from a fresh installation at all: then numbers grow until they are whole, and are not called partial.
 *
 * @param all by number
 */
record Partitions(List<Partition> all) {
    /**
     * One partition with a fence, or that should have one.
     *
     * @param isWhole it has a fence, and no rebuild is under way
     * @param sources ids that anything was ever counted for
     */
    record Partition(int number, boolean isWhole, List<String> sources) {
        /** The sources to read for a question about {@code source}, or about all. */
        List<String> sources(@Nullable String source) {
            return source == null
                    ? sources
                    : sources.stream().filter(source::equals).toList();
        }
    }

    boolean areWhole() {
        return all.stream().allMatch(Partition::isWhole);
    }

    static Future<Partitions> read(RedisLink link, RedisKeys keys) {
        return link.send(Request.cmd(Command.SMEMBERS, keys.partitions())).compose(members -> {
            List<Integer> numbers =
                    texts(members).stream().map(Integer::parseInt).sorted().toList();
            List<Request> requests = new ArrayList<>();
            for (int number : numbers) {
                requests.add(Request.cmd(Command.HMGET, keys.fence(number), "next", "rebuiltAt"));
                requests.add(Request.cmd(Command.SMEMBERS, keys.sources(number)));
            }
            return link.sendAll(requests).map(answers -> of(numbers, answers));
        });
    }

    private static Partitions of(List<Integer> numbers, List<@Nullable Response> answers) {
        List<Partition> all = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            List<String> sources =
                    texts(answers.get(2 * i + 1)).stream().sorted().toList();
            all.add(new Partition(numbers.get(i), isWhole(answers.get(2 * i)), sources));
        }
        return new Partitions(all);
    }

    private static boolean isWhole(@Nullable Response fence) {
        Response next = fence == null ? null : fence.get(0);
        Response rebuiltAt = fence == null ? null : fence.get(1);
        return next != null && (rebuiltAt == null || next.toLong() >= rebuiltAt.toLong());
    }

    static List<String> texts(@Nullable Response array) {
        return array == null
                ? List.of()
                : array.stream().map(Response::toString).toList();
    }
}
