package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadGateTest {
    private final ReadGate gate = new ReadGate(2);
    private final List<Promise<String>> asked = new ArrayList<>();

    private Future<String> ask() {
        return gate.pass(() -> {
            Promise<String> answer = Promise.promise();
            asked.add(answer);
            return answer.future();
        });
    }

    @Test
    void letsAFewThroughKeepsSomeWaitingAndTurnsTheNextAway() {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < ReadGate.ACTIVE_MAX + 2; i++) {
            answers.add(ask());
        }
        assertThat(asked).hasSize(ReadGate.ACTIVE_MAX);
        assertThat(ask().cause()).isInstanceOf(ReadsBusy.class);

        asked.get(0).complete("first");
        asked.get(1).fail("broken");

        assertThat(asked).hasSize(ReadGate.ACTIVE_MAX + 2);
        assertThat(answers.get(0).result()).isEqualTo("first");
        assertThat(answers.get(1).cause()).hasMessage("broken");
        for (Promise<String> answer : List.copyOf(asked).subList(2, asked.size())) {
            answer.complete("later");
        }
        assertThat(answers.subList(2, answers.size())).allMatch(Future::succeeded);
        ask();
        assertThat(asked).hasSize(ReadGate.ACTIVE_MAX + 3);
    }
}
