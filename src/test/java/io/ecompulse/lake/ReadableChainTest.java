package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reads sees either the small files of a run or what they were compacted into; a writer sees its own links. */
final class ReadableChainTest {
    @TempDir
    Path temp;

    private LakeFixture lake;
    private Marker one;
    private Marker two;
    private Marker three;
    private Marker four;

    @BeforeEach
    void fill() throws Exception {
        lake = new LakeFixture(temp);
        one = lake.commit(0, track(0, "a"), track(1, "b"));
        two = lake.commit(0, track(2, "c"), track(3, "a"));
        three = lake.commit(0, track(4, "d"), track(5, "e"));
        four = lake.commit(0, track(6, "f"));
    }

    @Test
    void oneLinkStandsForARunAndItsRowsAreThoseOfTheRun() throws Exception {
        List<Long> before = offsets();

        Marker run = lake.compact(NOON, one, two, three);

        assertThat(walked()).containsExactly(run, four);
        assertThat(offsets()).isEqualTo(before);
        assertThat(new CommittedFiles(lake.store()).all())
                .containsExactly(run.files().get(0), four.files().get(0));
    }

    @Test
    void aRunInTheMiddleIsEnteredAndLeftByTheLinksBesideIt() throws Exception {
        Marker run = lake.compact(NOON, two, three);

        assertThat(walked()).containsExactly(one, run, four);
    }

    @Test
    void writersGoByTheirOwnLinks() throws Exception {
        lake.compact(NOON, one, two, three, four);
        CommitChain chain = new CommitChain(lake.store());

        assertThat(chain.at(TOPIC, 0, 2)).contains(two);
        assertThat(chain.end(TOPIC, 0)).hasValue(7);
        Marker five = lake.commit(0, track(7, "g"));

        assertThat(five.start()).isEqualTo(7);
        assertThat(walked()).last().isEqualTo(five);
    }

    @Test
    void insideARunTheLinksOwnFilesAreReadAsLongAsTheyStand() throws Exception {
        ReadableChain chain = new ReadableChain(lake.store());
        Marker run = lake.compact(NOON, one, two, three);

        assertThat(chain.at(TOPIC, 0, 2)).contains(two);
        assertThat(chain.at(TOPIC, 0, 4)).contains(three);

        lake.deleteReplaced(run, one, two, three);

        for (long inside : List.of(2L, 4L)) {
            assertThatThrownBy(() -> chain.at(TOPIC, 0, inside))
                    .isInstanceOf(CompactedAway.class)
                    .hasMessageContaining("inside the run [0,6)")
                    .hasMessageContaining("only from 0 on");
        }
        assertThat(walked()).containsExactly(run, four);
    }

    @Test
    void aRunIsMadeOnce() throws Exception {
        Marker run = lake.compact(NOON, one, two);
        CompactedRun other = new CompactedRun(one, List.of(0L), NOON);

        assertThat(new CompactedRuns(lake.store()).create(other)).isFalse();
        assertThat(walked()).containsExactly(run, three, four);
    }

    @Test
    void aRunIsReadBackAsItWasMade() throws Exception {
        Marker link = lake.compact(NOON, one, two);

        Optional<CompactedRun> run = new CompactedRuns(lake.store()).at(TOPIC, 0, 0);

        assertThat(run).contains(new CompactedRun(link, List.of(0L, 2L), NOON));
        assertThat(new CompactedRuns(lake.store()).all(TOPIC, 0)).containsExactly(run.orElseThrow());
    }

    @Test
    void aRunUnderAnotherNameOrWithoutItsFirstLinkIsRefused() throws Exception {
        lake.compact(NOON, one, two);
        byte[] json = lake.store()
                .read("_compacted/" + TOPIC + "/0/00000000000000000000.json")
                .orElseThrow();
        lake.store().createIfAbsent("_compacted/" + TOPIC + "/0/00000000000000000004.json", json);
        String cut = new String(json, StandardCharsets.UTF_8).replace("\"links\":[0,2]", "\"links\":[2]");
        lake.store().delete("_compacted/" + TOPIC + "/0/00000000000000000000.json");
        lake.store()
                .createIfAbsent(
                        "_compacted/" + TOPIC + "/0/00000000000000000000.json", cut.getBytes(StandardCharsets.UTF_8));
        ReadableChain chain = new ReadableChain(lake.store());

        assertThatThrownBy(() -> chain.at(TOPIC, 0, 4)).hasMessageContaining("belongs to another place");
        assertThatThrownBy(() -> chain.at(TOPIC, 0, 0)).hasMessageContaining("Not a compacted run");
    }

    @Test
    void theTotalsStayAndCountTheFilesThatAreRead() throws Exception {
        ChainTotals totals = new ChainTotals(new ReadableChain(lake.store()));
        PartitionStatus before = totals.upToDate(Map.of()).get(0);

        Marker run = lake.compact(NOON, one, two, three);

        PartitionStatus after = new ChainTotals(new ReadableChain(lake.store()))
                .upToDate(Map.of())
                .get(0);
        assertThat(after.rows()).isEqualTo(before.rows());
        assertThat(after.chainEnd()).isEqualTo(before.chainEnd());
        assertThat(before.files()).isEqualTo(4);
        assertThat(after.files()).isEqualTo(2);
        assertThat(after.bytes()).isEqualTo(run.bytes() + four.bytes());
    }

    @Test
    void totalsThatHadReachedTheMiddleOfARunAreCountedAnew() throws Exception {
        LakeFixture other = new LakeFixture(temp.resolve("other"));
        ChainTotals totals = new ChainTotals(new ReadableChain(other.store()));
        Marker first = other.commit(0, track(0, "a"));
        totals.upToDate(Map.of());
        Marker second = other.commit(0, track(1, "b"));
        Marker run = other.compact(NOON, first, second);
        other.deleteReplaced(run, first, second);

        PartitionStatus after = totals.upToDate(Map.of()).get(0);

        assertThat(after.files()).isEqualTo(1);
        assertThat(after.rows()).isEqualTo(2);
    }

    @Test
    void theLintLooksAtWhatIsReadAndStillFindsAGap() throws Exception {
        Marker run = lake.compact(NOON, one, two);
        lake.deleteReplaced(run, one, two);

        assertThat(lint())
                .containsOnlyKeys(
                        run.files().get(0).path(),
                        three.files().get(0).path(),
                        four.files().get(0).path())
                .allSatisfy((path, findings) -> assertThat(findings).isEmpty());

        lake.store().delete("_commits/" + TOPIC + "/0/00000000000000000004.json");
        assertThat(lint()).containsKey("chain of " + TOPIC + "-0");
    }

    @Test
    void aRowIsFoundInTheFileThatStandsForItsWindow() throws Exception {
        Marker run = lake.compact(NOON, one, two, three);
        lake.deleteReplaced(run, one, two, three);
        RowSearch search = new RowSearch(lake.store());

        for (long offset : List.of(0L, 2L, 5L)) {
            assertThat(search.find(TOPIC, 0, offset)).isInstanceOfSatisfying(RowSearch.Place.Committed.class, place -> {
                assertThat(place.window()).isEqualTo(offset == 0 ? one : offset == 2 ? two : three);
                assertThat(place.row()).isNotNull();
                assertThat(place.row().file()).isEqualTo(run.files().get(0));
            });
        }
        assertThat(search.find(TOPIC, 0, 6))
                .isInstanceOfSatisfying(
                        RowSearch.Place.Committed.class,
                        place -> assertThat(place.row().file())
                                .isEqualTo(four.files().get(0)));
    }

    private List<Marker> walked() throws Exception {
        List<Marker> links = new ArrayList<>();
        new CommittedFiles(lake.store()).walk(links::add);
        return links;
    }

    private List<Long> offsets() throws Exception {
        List<Long> offsets = new ArrayList<>();
        for (Marker.File file : new CommittedFiles(lake.store()).all()) {
            offsets.addAll(ParquetFiles.offsets(lake.store().read(file.path()).orElseThrow(), temp));
        }
        return offsets;
    }

    private Map<String, List<String>> lint() throws Exception {
        Map<String, List<String>> found = new TreeMap<>();
        new LakeLint(lake.store(), temp.resolve("scratch")).run("", found::put);
        return found;
    }
}
