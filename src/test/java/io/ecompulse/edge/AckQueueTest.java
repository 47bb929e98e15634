package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AckQueueTest {
    private final List<String> said = new ArrayList<>();
    private final AckQueue acks = new AckQueue(said::add);

    @Property(tries = 200)
    void answersGoOutInTheOrderOfTheirBatchesWheneverTheyAreReady(
            @ForAll @Size(12) List<@IntRange(max = 11) Integer> picks) {
        AckQueueTest test = new AckQueueTest();
        List<AckQueue.Entry> open = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < picks.size(); i++) {
            open.add(test.acks.add(1, 10));
            names.add("ack " + i);
        }
        List<String> expected = List.copyOf(names);

        for (int pick : picks) {
            int next = pick % open.size();
            test.acks.answer(open.remove(next), names.remove(next));
            assertThat(test.said).isEqualTo(expected.subList(0, test.said.size()));
            assertThat(test.acks.bytes()).isEqualTo(10L * (picks.size() - test.said.size()));
            assertThat(test.acks.events()).isEqualTo(picks.size() - test.said.size());
        }

        assertThat(test.said).isEqualTo(expected);
        assertThat(test.acks.isEmpty()).isTrue();
    }
}
