package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.event;
import static io.ecompulse.lake.TestEvents.raw;
import static io.ecompulse.lake.TestEvents.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalRecord;
import io.ecompulse.lake.CommitChain.Partition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which links become a run, and which stay by themselves. */
final class RunSearchTest {
    @TempDir
    Path temp;

    private CompactionBench bench;

    @BeforeEach
    void makeLake() throws Exception {
        bench = new CompactionBench(temp);
    }

    @Test
    void whatIsNotLoadedStaysAsItIs() throws Exception {
        List<Marker> links = bench.fourLinks();
        Partition partition = new Partition(TOPIC, 0);

        assertThat(bench.compact(new CompactLimits(Map.of(), Set.of())).runs()).isZero();
        assertThat(bench.compact(new CompactLimits(Map.of(partition, 1L), Set.of()))
                        .runs())
                .isZero();
        assertThat(bench.compact(new CompactLimits(Map.of(partition, 3L), Set.of()))
                        .runs())
                .isOne();

        assertThat(bench.walked()).hasSize(2).last().isEqualTo(links.get(3));
        assertThat(bench.walked().get(0).end()).isEqualTo(3);
    }

    @Test
    void aLinkThatIsLoadedInPartStaysAsItIs() throws Exception {
        bench.lake.commit(0, track(0, "a"));
        bench.lake.commit(0, track(1, "b"));
        Marker open = bench.lake.commit(0, track(2, "c"), track(3, "d"));

        bench.compact(new CompactLimits(Map.of(new Partition(TOPIC, 0), 3L), Set.of()));

        assertThat(bench.walked()).hasSize(2).last().isEqualTo(open);
    }

    @Test
    void aFileThatIsHeldStaysByItself() throws Exception {
        List<Marker> links = bench.fourLinks();
        String held = links.get(2).files().get(0).path();

        bench.compact(new CompactLimits(null, Set.of(held)));

        assertThat(bench.walked()).hasSize(3).contains(links.get(2), links.get(3));
    }

    @Test
    void anHourMustBeOverForLongEnough() throws Exception {
        bench.fourLinks();
        bench.clock.advance(Duration.ofMillis(-1));
        assertThat(bench.compact().runs()).isZero();

        bench.clock.advance(Duration.ofMillis(1));

        assertThat(bench.compact().runs()).isOne();
    }

    @Test
    void aRunEndsWithItsHourAndWithItsVersion() throws Exception {
        bench.lake.commitVersion1(0, track(0, "a"));
        bench.lake.commitVersion1(0, track(1, "b"));
        bench.lake.commit(0, track(2, "c"));
        bench.lake.commit(0, track(3, "d"));
        bench.lake.commit(0, at(4, "e", NOON.minusSeconds(3600)));
        bench.lake.commit(0, at(5, "f", NOON.minusSeconds(1)));
        Map<String, List<String>> rows = LakeRows.of(bench.lake.store(), temp);

        bench.compact();

        assertThat(bench.told)
                .containsExactly(
                        TOPIC + "-0 [0,2) links=2 files=2->1 rows=2",
                        TOPIC + "-0 [2,4) links=2 files=2->1 rows=2",
                        TOPIC + "-0 [4,6) links=2 files=2->1 rows=2");
        assertThat(LakeRows.of(bench.lake.store(), temp)).isEqualTo(rows);
    }

    @Test
    void aFileIsMadeOfNoMoreBytesThanItShallHave() throws Exception {
        List<Marker> links = bench.fourLinks();
        long three = links.subList(0, 3).stream().mapToLong(Marker::bytes).sum();

        assertThat(bench.compaction(bench.lake.store(), CompactionBench.config(three - 1), CompactionBench.everything())
                        .plan(bench.progress()))
                .isEqualTo(new Compaction.Done(2, 4, 2, 4, 0));
        assertThat(bench.compaction(bench.lake.store(), CompactionBench.config(three), CompactionBench.everything())
                        .plan(bench.progress()))
                .isEqualTo(new Compaction.Done(1, 3, 1, 3, 0));
    }

    @Test
    void linksWithoutFilesAreTakenAlongInsideARunOnly() throws Exception {
        bench.lake.commit(empty(0, 3));
        bench.lake.commit(0, track(3, "a"));
        bench.lake.commit(empty(4, 6));
        bench.lake.commit(0, track(6, "b"));
        bench.lake.commit(empty(7, 9));

        bench.compact();

        assertThat(bench.told).containsExactly(TOPIC + "-0 [3,7) links=3 files=2->1 rows=2");
        assertThat(bench.walked().stream().map(Marker::start)).containsExactly(0L, 3L, 7L);
    }

    @Test
    void oneLinkOrManyWithNoTwoFilesOfATableAreLeft() throws Exception {
        bench.lake.commit(0, track(0, "a"));
        bench.lake.commit(empty(1, 5));
        bench.lake.commitFailed(0, raw(0, "no event".getBytes(UTF_8)));

        assertThat(bench.compact().runs()).isZero();
    }

    private static JournalRecord at(long offset, String id, Instant received) {
        return event(offset, "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"" + id + "\"}", received);
    }

    private static Marker empty(long start, long end) {
        return new Marker(TOPIC, 0, start, end, List.of(), 1, 0, 2, null, null, new TreeMap<>(), "w" + start);
    }
}
