package io.ecompulse.aggregate;

import io.ecompulse.aggregate.RedisKeys.Generation;
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
     * One partition with numbers, or that should have some.
     *
     * @param keys of the generation that is shown
     * @param isWhole it has a fence, and no rebuild is under way
     * @param next the position that is read next; 0 without a fence
     * @param since what arrived before, epoch milliseconds, is not counted, for it was gone from the journal; 0: everything is
     * @param channels that anything was ever counted for
     */
    record Partition(int number, Generation keys, boolean isWhole, long next, long since, List<Channel> channels) {
        /** The ids of the channels to read for a question. */
        List<String> channels(Selection selection) {
            return channels.stream().filter(selection::takes).map(Channel::id).toList();
        }
    }

    /** Whether everything from {@code from} on is counted; null stands for the beginning. */
    boolean areWhole(@Nullable Long from) {
        return all.stream()
                .allMatch(each -> each.isWhole() && (each.since() == 0 || (from != null && from >= each.since())));
    }

    static Future<Partitions> read(RedisLink link, RedisKeys keys) {
        return link.send(Request.cmd(Command.SMEMBERS, keys.partitions())).compose(members -> {
            List<Integer> numbers =
                    texts(members).stream().map(Integer::parseInt).sorted().toList();
            List<Request> pointers = new ArrayList<>();
            numbers.forEach(
                    number -> pointers.add(Request.cmd(Command.HMGET, keys.pointer(number), "visible", "building")));
            return link.sendAll(pointers).compose(answers -> readEach(link, keys, numbers, answers));
        });
    }

    private static Future<Partitions> readEach(
            RedisLink link, RedisKeys keys, List<Integer> numbers, List<@Nullable Response> pointers) {
        List<Generation> generations = new ArrayList<>();
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            Response visible = part(pointers.get(i), 0);
            Generation generation = keys.generation(numbers.get(i), visible == null ? 0 : visible.toLong());
            generations.add(generation);
            requests.add(Request.cmd(Command.HMGET, generation.fence(), "next", "rebuiltAt", "since"));
            requests.add(Request.cmd(Command.SMEMBERS, generation.channels()));
        }
        return link.sendAll(requests).map(answers -> {
            List<Partition> all = new ArrayList<>();
            for (int i = 0; i < generations.size(); i++) {
                boolean building = part(pointers.get(i), 1) != null;
                all.add(of(numbers.get(i), generations.get(i), building, answers.get(2 * i), answers.get(2 * i + 1)));
            }
            return new Partitions(all);
        });
    }

    private static Partition of(
            int number, Generation keys, boolean building, @Nullable Response fence, @Nullable Response channels) {
        Response next = part(fence, 0);
        Response rebuiltAt = part(fence, 1);
        Response since = part(fence, 2);
        return new Partition(
                number,
                keys,
                !building && next != null && (rebuiltAt == null || next.toLong() >= rebuiltAt.toLong()),
                next == null ? 0 : next.toLong(),
                since == null ? 0 : since.toLong(),
                texts(channels).stream().sorted().map(Channel::parse).toList());
    }

    private static @Nullable Response part(@Nullable Response array, int index) {
        return array == null ? null : array.get(index);
    }

    static List<String> texts(@Nullable Response array) {
        return array == null
                ? List.of()
                : array.stream().map(Response::toString).toList();
    }
}
