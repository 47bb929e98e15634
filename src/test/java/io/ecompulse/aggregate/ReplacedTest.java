package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Commands are answered by the test, one by one, so that two at a time would show. */
class ReplacedTest {
    private static final Pattern ARGUMENTS = Pattern.compile("^\\*(\\d+)\r\n\\$\\d+\r\n(\\w+)\r\n");
    private static final long NOW_SECONDS = 1_795_435_200;

    private final List<String> commands = new ArrayList<>();
    private final List<Promise<Response>> open = new ArrayList<>();
    private final AggregateConfig config = Shop.config();
    private final RedisKeys keys = new RedisKeys("ecompulse", "events");
    private final Replaced replaced = new Replaced(this::send, keys, config);

    @Test
    void clearsOnePartitionAfterTheOtherAndOneCommandAtATime() {
        replaced.clear(0, 0);
        replaced.clear(1, 0);
        replaced.clear(0, 0); // Is under way.
        replaced.clear(1, 0); // Waits already.

        answerAll();

        assertThat(commands.stream().filter(command -> command.contains("HDEL")))
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first).contains("{EVENTS-0}"),
                        second -> assertThat(second).contains("{EVENTS-1}"));
        int turned = 0;
        while (!commands.get(turned).contains("HDEL")) {
            assertThat(commands.get(turned++)).doesNotContain("{EVENTS-1}");
        }
    }

    @Test
    void noCommandHasMoreKeysThanAllowedAndAllKeysGo() {
        replaced.clear(0, 0);

        answerAll();

        List<Integer> keysOfEach = new ArrayList<>();
        for (String command : commands) {
            Matcher matcher = ARGUMENTS.matcher(command);
            assertThat(matcher.find()).isTrue();
            if (matcher.group(2).equals("UNLINK")) {
                keysOfEach.add(Integer.parseInt(matcher.group(1)) - 1);
            }
        }
        // Of two channels each: all time, 35 days of hours and the hour itself, 400 days and the day; with sets and
        // lists beside
        // each; the last events. At last the fence and the channels.
        long buckets = 1 + living(Grain.HOUR) + living(Grain.DAY);
        long beside = 3L + FunnelStep.values().length + TopKind.values().length;
        assertThat(keysOfEach).allMatch(count -> count <= Replaced.KEYS_MAX).contains(Replaced.KEYS_MAX);
        assertThat(keysOfEach.stream().mapToLong(Integer::longValue).sum()).isEqualTo(2 * (buckets * beside + 1) + 2);
    }

    @Test
    void whatFailedIsDoneWhenNextAsked() {
        replaced.clear(0, 0);
        open.remove(0).fail("away");
        assertThat(commands).hasSize(1);

        replaced.clear(0, 0);
        answerAll();

        assertThat(commands).anyMatch(command -> command.contains("HDEL"));
    }

    private long living(Grain grain) {
        long now = NOW_SECONDS * 1_000;
        long count = 0;
        for (long start = grain.floor(now); grain.expiry(start, config.retention()) > now; start -= grain.millis()) {
            count++;
        }
        return count;
    }

    private Future<Response> send(Request request) {
        commands.add(request.toString().toUpperCase(Locale.ROOT));
        Promise<Response> answer = Promise.promise();
        open.add(answer);
        assertThat(open).as("commands at once").hasSize(1);
        return answer.future();
    }

    private void answerAll() {
        while (!open.isEmpty()) {
            String command = commands.get(commands.size() - 1);
            open.remove(0).complete(answer(command));
        }
    }

    private static Response answer(String command) {
        MultiType list = MultiType.create(2, false);
        if (command.contains("TIME")) {
            list.add(text(Long.toString(NOW_SECONDS)));
            list.add(text("0"));
            return list;
        }
        if (command.contains("SMEMBERS")) {
            list.add(text("shop"));
            list.add(text("shop~"));
            return list;
        }
        return NumberType.create(1L);
    }

    private static Response text(String text) {
        return BulkType.create(Buffer.buffer(text), false);
    }
}
