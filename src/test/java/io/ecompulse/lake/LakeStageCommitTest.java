package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.batch;
import static io.ecompulse.lake.TestEvents.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Rewind;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the stage commits, in which order, and where it goes on. */
final class LakeStageCommitTest extends TracedLakeStage {
    @Test
    void storesThenMarksThenSettles() {
        stage.position(3);

        assertThat(stage.take(batch(3, 10, track(10, "a"), track(11, "b"))).succeeded())
                .isTrue();
        assertThat(trace).isEmpty();
        clock.advance(LakeFixture.AGE);
        stage.tick(clock.instant());

        assertThat(trace)
                .containsExactly(
                        "stored events/v=4/date=2026-11-23/hour=12/3-00000000000000000010",
                        "marker _commits/ecompulse.events/3/00000000000000000010.json",
                        "settled 3-12",
                        "told");
        assertThat(spooled()).isEmpty();
    }

    @Test
    void writesTheMarkerThatTheDesignNames() throws IOException {
        stage.position(3);
        JournalRecord doubled = TestEvents.duplicate(track(11, "a"));
        stage.take(batch(3, 10, track(10, "a"), doubled, TestEvents.raw(12, "junk".getBytes(UTF_8))));
        stage.release(3, true);

        String json = new String(
                store.read("_commits/ecompulse.events/3/00000000000000000010.json")
                        .orElseThrow(),
                UTF_8);

        assertThat(json.replaceAll("[0-9a-f]{16}", "W").replaceAll("\"bytes\":\\d+", "\"bytes\":B"))
                .isEqualTo("{\"topic\":\"ecompulse.events\",\"partition\":3,\"start\":10,\"end\":13,\"files\":["
                        + "{\"table\":\"events\",\"path\":\"events/v=4/date=2026-11-23/hour=12/3-W0010-W.parquet\","
                        + "\"bytes\":B,\"rows\":1,\"version\":4}],\"duplicates\":1,\"unreadable\":1,"
                        + "\"receivedFrom\":\"2026-11-23T12:00:00Z\",\"receivedTo\":\"2026-11-23T12:00:00Z\","
                        + "\"sources\":{\"dev\":{\"rows\":1,\"duplicates\":1}},\"writer\":\"W\"}");
        Marker marker = chain.at(TOPIC, 3, 10).orElseThrow();
        assertThat(marker.bytes())
                .isEqualTo(store.read(marker.files().get(0).path()).orElseThrow().length);
        assertThat(MarkerJson.read(MarkerJson.write(marker))).isEqualTo(marker);
    }

    @Test
    void countsConflictsAmongTheRowsAndStoresThem() throws IOException {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a"), TestEvents.conflict(track(1, "a"), 7), track(2, "b")));
        stage.release(0, true);

        Marker marker = chain.at(TOPIC, 0, 0).orElseThrow();
        assertThat(marker.rows()).isEqualTo(3);
        assertThat(marker.conflicts()).isEqualTo(1);
        assertThat(MarkerJson.read(MarkerJson.write(marker))).isEqualTo(marker);
    }

    @Test
    void readsOnAtTheEndOfTheChain() {
        assertThat(stage.position(0).result()).isEmpty();
        stage.take(batch(0, 5, track(5, "a")));
        stage.release(0, true);

        assertThat(stage.position(0).result()).hasValue(6);
    }

    @Test
    void commitsAMarkerWithoutFilesForDuplicatesOnly() throws IOException {
        stage.position(0);
        stage.take(batch(0, 0, TestEvents.duplicate(track(0, "a"))));
        stage.release(0, true);

        assertThat(trace)
                .containsExactly("marker _commits/ecompulse.events/0/00000000000000000000.json", "settled 0-1", "told");
        assertThat(chain.at(TOPIC, 0, 0).orElseThrow().files()).isEmpty();
    }

    @Test
    void movesTheChainOverPositionsWithoutRecords() throws IOException {
        stage.position(0);
        stage.take(new JournalBatch(TOPIC, 0, 0, 4, List.of()));
        stage.release(0, true);

        assertThat(chain.end(TOPIC, 0)).hasValue(4);
    }

    @Test
    void anOrderlyReleaseCommitsADisorderlyOneDrops() {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));
        stage.release(0, false);
        assertThat(trace).isEmpty();
        assertThat(spooled()).isEmpty();

        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));
        stage.release(0, true);

        assertThat(trace).hasSize(4).contains("settled 0-1");
    }

    @Test
    void aBatchThatDoesNotFollowIsRefused() {
        stage.position(0);
        stage.take(batch(0, 5, track(5, "a")));

        assertThat(stage.take(batch(0, 4, track(4, "x"))).cause()).isInstanceOf(Rewind.class);

        stage.release(0, false);
        stage.position(0);
        stage.take(batch(0, 5, track(5, "a")));
        assertThat(stage.take(batch(0, 7, track(7, "x"))).cause()).isInstanceOf(Rewind.class);
    }

    @Test
    void aHoleLeftByRetentionIsCoveredByTheNextWindow() throws IOException {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));
        stage.release(0, true);
        stage.position(0);

        stage.take(batch(0, 100, track(100, "b")));
        stage.release(0, true);

        assertThat(chain.at(TOPIC, 0, 1).orElseThrow().end()).isEqualTo(101);
        assertThat(committedOffsets(0)).containsExactly(0L, 100L);
    }

    @Test
    void aPartitionThatWasNeverAskedForIsRefused() {
        assertThat(stage.take(batch(9, 0, track(0, "a"))).cause()).isInstanceOf(Rewind.class);
    }
}
