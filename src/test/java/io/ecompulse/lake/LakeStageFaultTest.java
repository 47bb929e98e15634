package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.batch;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Rewind;
import io.ecompulse.lake.TracedLakeStore.Cut;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever fails or races, nothing is settled too early and each row is stored once. */
final class LakeStageFaultTest extends TracedLakeStage {
    @ParameterizedTest
    @EnumSource(
            value = Cut.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NOWHERE", "READ"})
    void cutAfterEachStepSettlesNothingAndASecondRunStoresEachRowOnce(Cut cut) throws IOException {
        stage.position(0);
        store.cut(cut);
        stage.take(batch(0, 0, track(0, "a"), track(1, "b")));
        clock.advance(LakeFixture.AGE);

        Future<Void> failed = stage.take(batch(0, 2, track(2, "c")));
        stage.release(0, false);

        assertThat(failed.cause()).isInstanceOf(IOException.class).hasMessage("cut " + cut);
        assertThat(trace).noneMatch(step -> step.startsWith("settled"));
        assertThat(stage.problem()).isNull();
        assertThat(spooled()).isEmpty();

        store.cut(Cut.NOWHERE);
        LakeStage second = stage(LakeFixture.config(temp), store);
        readAll(second, 0, track(0, "a"), track(1, "b"), track(2, "c"));

        assertThat(committedOffsets(0)).containsExactly(0L, 1L, 2L);
        assertThat(second.position(0).result()).hasValue(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Cut.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NOWHERE", "READ"})
    void aFailedTickIsTriedAgainAndStoresEachRowOnce(Cut cut) throws IOException {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a"), track(1, "b")));
        clock.advance(LakeFixture.AGE);
        store.cut(cut);
        stage.tick(clock.instant());
        stage.tick(clock.instant());
        assertThat(trace).noneMatch(step -> step.startsWith("settled"));
        assertThat(stage.problem()).contains("ecompulse.events-0", "cut " + cut);

        store.cut(Cut.NOWHERE);
        stage.tick(clock.instant());

        assertThat(trace).endsWith("settled 0-2", "told");
        assertThat(stage.problem()).isNull();
        assertThat(committedOffsets(0)).containsExactly(0L, 1L);
        assertThat(spooled()).isEmpty();
    }

    @Test
    void aBatchAfterAFailedTickCommitsTheOldWindowFirst() throws IOException {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));
        clock.advance(LakeFixture.AGE);
        store.cut(Cut.BEFORE_MARKER);
        stage.tick(clock.instant());
        Future<Void> whileDown = stage.take(batch(0, 1, track(1, "b")));
        assertThat(whileDown.failed()).isTrue();

        store.cut(Cut.NOWHERE);
        stage.release(0, false);
        readAll(stage, 0, track(0, "a"), track(1, "b"));

        assertThat(committedOffsets(0)).containsExactly(0L, 1L);
    }

    @Test
    void aBatchThatFailedHalfWayIsNeverSealedByALaterTick() throws IOException {
        stage = stage(config(LakeFixture.AGE, size(track(0, "a")), 64 * LakeFixture.MIB), store);
        stage.position(0);
        store.cut(Cut.BEFORE_MARKER);
        assertThat(stage.take(batch(0, 0, track(0, "a"), track(1, "b"))).failed())
                .isTrue();
        store.cut(Cut.NOWHERE);
        clock.advance(LakeFixture.AGE);

        stage.tick(clock.instant());

        assertThat(trace).noneMatch(step -> step.startsWith("settled") || step.startsWith("marker"));
    }

    @Test
    void aZombieThatLosesTheRaceDropsItsWindow() throws IOException {
        LakeStage zombie = stage;
        zombie.position(0);
        zombie.take(batch(0, 0, track(0, "a")));
        Spool zombieSpool = spool;
        spool = null;
        LakeConfig other = LakeFixture.config(temp.resolve("other"));
        LakeStage owner = stage(other, store);
        readAll(owner, 0, track(0, "a"), track(1, "b"));
        int before = trace.size();

        clock.advance(LakeFixture.AGE);
        zombie.tick(clock.instant());
        Future<Void> next = zombie.take(batch(0, 1, track(1, "b")));

        assertThat(next.cause()).isInstanceOf(Rewind.class).hasMessageContaining("another writer");
        assertThat(trace.subList(before, trace.size())).noneMatch(step -> step.startsWith("settled"));
        assertThat(committedOffsets(0)).containsExactly(0L, 1L);
        zombie.release(0, false);
        assertThat(zombie.position(0).result()).hasValue(2);
        zombieSpool.close();
    }

    @Test
    void aTickThatLosesTheRaceHasThePartitionReadAgainForNoBatchMayCome() throws IOException {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));
        Spool zombieSpool = spool;
        spool = null;
        readAll(stage(LakeFixture.config(temp.resolve("other")), store), 0, track(0, "a"));
        int before = trace.size();
        clock.advance(LakeFixture.AGE);

        stage.tick(clock.instant());
        stage.tick(clock.instant());

        assertThat(trace.subList(before, trace.size()))
                .filteredOn(step -> step.startsWith("rewound"))
                .containsExactly("rewound 0");
        zombieSpool.close();
    }

    @Test
    void aTickThatMayBeTriedAgainRewindsNothing() {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));
        clock.advance(LakeFixture.AGE);
        store.cut(Cut.BEFORE_MARKER);

        stage.tick(clock.instant());

        assertThat(trace).noneMatch(step -> step.startsWith("rewound"));
    }

    @Test
    void aReleaseThatCannotCommitHoldsNothing() {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));
        store.cut(Cut.BEFORE_STORE);

        assertThat(stage.release(0, true).failed()).isTrue();

        assertThat(spooled()).isEmpty();
        store.cut(Cut.NOWHERE);
        clock.advance(LakeFixture.AGE);
        stage.tick(clock.instant());
        assertThat(trace).isEmpty();
    }

    @Test
    void aPositionThatCannotBeReadFails() {
        store.cut(Cut.READ);

        assertThat(stage.position(0).cause()).isInstanceOf(IOException.class);
        assertThat(stage.problem()).contains("cut READ");
    }

    @Test
    void aFullDiskFailsTheBatchAndLeavesNothing() throws IOException {
        stage.position(0);
        takeAway(temp.resolve("spool"));

        Future<Void> failed = stage.take(batch(0, 0, track(0, "a")));

        assertThat(failed.cause()).isInstanceOf(IOException.class);
        clock.advance(LakeFixture.AGE);
        stage.tick(clock.instant());
        assertThat(trace).isEmpty();
    }

    /** A file cannot be created in it any more, whoever runs the test. */
    private static void takeAway(Path folder) throws IOException {
        Files.delete(folder.resolve(".lock"));
        Files.delete(folder);
    }

    private void readAll(LakeStage by, int partition, JournalRecord... records) {
        OptionalLong position = by.position(partition).result();
        long from = position.orElse(records[0].offset());
        JournalRecord[] rest =
                Stream.of(records).filter(record -> record.offset() >= from).toArray(JournalRecord[]::new);
        if (rest.length > 0) {
            assertThat(by.take(batch(partition, from, rest)).succeeded()).isTrue();
        }
        assertThat(by.release(partition, true).succeeded()).isTrue();
    }
}
