package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A position is in one run at most, whoever makes them. */
final class CompactedRunsTest {
    private final MemoryLakeStore store = new MemoryLakeStore();
    private final CompactedRuns runs = new CompactedRuns(store);

    @Test
    void aRunIsRefusedWhereAnotherCoversAnyOfItsPositions() throws Exception {
        assertThat(runs.create(run(4, 8, "first"))).isTrue();

        for (long[] other : new long[][] {{0, 5}, {2, 6}, {3, 9}, {4, 6}, {4, 8}, {5, 7}, {6, 10}, {7, 12}}) {
            assertThat(runs.create(run(other[0], other[1], "other")))
                    .as("[%d,%d)", other[0], other[1])
                    .isFalse();
        }
        assertThat(runs.all(TOPIC, 0)).containsExactly(run(4, 8, "first"));
    }

    @Test
    void andWhereItTouchesOthersItIsNot() throws Exception {
        runs.create(run(4, 8, "first"));

        assertThat(runs.create(run(0, 4, "other"))).isTrue();
        assertThat(runs.create(run(8, 9, "other"))).isTrue();
        assertThat(runs.create(run(9, 12, "other"))).isTrue();
    }

    @Test
    void soItIsWhereOnlyNotesOfAnotherStand() throws Exception {
        CompactedRun first = run(4, 8, "first");
        runs.create(first);
        runs.note(first);

        assertThat(runs.create(run(6, 10, "other"))).isFalse();
        assertThat(runs.create(run(7, 10, "other"))).isFalse();
        store.delete("_compacted/" + TOPIC + "/0/" + CommitChain.name(4));
        assertThat(runs.create(run(2, 6, "other"))).isFalse();
        assertThat(runs.create(run(8, 10, "other"))).isTrue();
    }

    @Test
    void itsOwnIsKnownAgainWhenTheAnswerWasLost() throws Exception {
        CutLakeStore lossy = CutLakeStore.whole(store);
        lossy.asksTwice = true;

        assertThat(new CompactedRuns(lossy).create(run(0, 4, "first"))).isTrue();
        assertThat(new CompactedRuns(lossy).create(run(0, 4, "other"))).isFalse();
    }

    private static CompactedRun run(long start, long end, String writer) {
        Marker link = new Marker(TOPIC, 0, start, end, List.of(), 0, 0, 0, NOON, NOON, new TreeMap<>(), writer);
        List<Long> starts = new ArrayList<>();
        for (long at = start; at < end; at++) {
            starts.add(at);
        }
        return new CompactedRun(link, starts, NOON);
    }
}
