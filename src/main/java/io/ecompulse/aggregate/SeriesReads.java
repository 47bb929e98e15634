package io.ecompulse.aggregate;

import io.ecompulse.aggregate.Partitions.Partition;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a metric came to in each of many buckets, over all partitions. */
final class SeriesReads {
    private final RedisLink link;

    /** @param start of the first bucket, epoch milliseconds */
    record Question(Selection selection, SeriesMetric metric, Grain grain, long start, int count) {
        long at(int index) {
            return start + index * grain.millis();
        }
    }

    SeriesReads(RedisLink link) {
        this.link = link;
    }

    Future<List<Long>> read(Partitions partitions, Question question) {
        long[] sums = new long[question.count()];
        boolean minutes = question.grain() == Grain.MINUTE
                && MinuteSeries.has(question.metric().field());
        Future<?> read = minutes ? fromDays(partitions, question, sums) : fromBuckets(partitions, question, sums);
        return read.map(added -> Arrays.stream(sums).boxed().toList());
    }

    /** One command for each day: the minutes of a day stand in one string. Visitors who are people and bots count twice. */
    private Future<?> fromDays(Partitions partitions, Question question, long[] sums) {
        List<Request> requests = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        int index = 0;
        while (index < question.count()) {
            long at = question.at(index);
            int first = MinuteSeries.index(at);
            int count = Math.min(question.count() - index, MinuteSeries.MINUTES - first);
            for (Partition partition : partitions.all()) {
                for (String channel : partition.channels(question.selection())) {
                    String field = question.metric().field();
                    requests.add(Request.cmd(Command.GETRANGE)
                            .arg(partition.keys().series(channel, MinuteSeries.day(at), field))
                            .arg((long) first * Long.BYTES)
                            .arg((long) (first + count) * Long.BYTES - 1));
                    places.add(index);
                }
            }
            index += count;
        }
        return link.sendAll(requests).onSuccess(answers -> {
            for (int i = 0; i < answers.size(); i++) {
                addMinutes(answers.get(i), places.get(i), sums);
            }
        });
    }

    private static void addMinutes(@Nullable Response answer, int place, long[] sums) {
        ByteBuffer minutes = ByteBuffer.wrap(answer == null ? new byte[0] : answer.toBytes());
        for (int at = place; minutes.remaining() >= Long.BYTES; at++) {
            sums[at] += minutes.getLong();
        }
    }

    private Future<?> fromBuckets(Partitions partitions, Question question, long[] sums) {
        List<Request> requests = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < question.count(); i++) {
            for (Partition partition : partitions.all()) {
                for (Request request : requests(partition, question, question.at(i))) {
                    requests.add(request);
                    places.add(i);
                }
            }
        }
        return link.sendAll(requests).onSuccess(answers -> {
            for (int i = 0; i < answers.size(); i++) {
                Response value = answers.get(i);
                sums[places.get(i)] += value == null ? 0 : value.toLong();
            }
        });
    }

    private static List<Request> requests(Partition partition, Question question, long start) {
        String suffix = question.metric().setSuffix();
        Map<String, Request> bySource = new LinkedHashMap<>();
        List<Request> sums = new ArrayList<>();
        for (Channel channel : partition.channels()) {
            if (question.selection().takes(channel)) {
                String bucket = partition.keys().bucket(channel.id(), question.grain(), start);
                if (suffix == null) {
                    sums.add(Request.cmd(Command.HGET, bucket, question.metric().field()));
                } else {
                    bySource.computeIfAbsent(channel.source(), unseen -> Request.cmd(Command.PFCOUNT))
                            .arg(bucket + suffix);
                }
            }
        }
        return suffix == null ? sums : List.copyOf(bySource.values());
    }
}
