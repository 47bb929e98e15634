package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.batch;
import static io.ecompulse.lake.TestEvents.event;
import static io.ecompulse.lake.TestEvents.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.journal.JournalRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disk that fills up while rows are written costs its partition the window at hand, and the others nothing. */
final class LakeStageDiskTest extends TracedLakeStage {
    private static final int RECORDS = 200;
    private static final int ROOM = 100_000;

    private LakeConfig config;
    private JournalRecord[] records;

    @BeforeEach
    void writeRowGroupsOften() throws IOException {
        config = config(LakeFixture.AGE, LakeFixture.MIB, 64 * LakeFixture.MIB, 64 * 1024);
        Random random = new Random(7);
        records = LongStream.range(0, RECORDS)
                .mapToObj(offset -> incompressible(offset, random))
                .toArray(JournalRecord[]::new);
        stage = stage(config, store);
    }

    @Test
    void theOtherPartitionsGoOn() throws IOException {
        stage.position(0);
        stage.position(1);
        assertThat(stage.take(batch(1, 0, track(0, "a"))).succeeded()).isTrue();
        fillWhile(0);

        Future<Void> other = stage.take(batch(1, 1, track(1, "b")));
        assertThat(other.succeeded()).isTrue();
        assertThat(spooled()).hasSize(1).allMatch(file -> name(file).startsWith("1-"));
        clock.advance(LakeFixture.AGE);
        stage.tick(clock.instant());

        assertThat(trace).endsWith("settled 1-2", "told").noneMatch(step -> step.startsWith("settled 0"));
        assertThat(committedOffsets(1)).containsExactly(0L, 1L);
    }

    @Test
    void theBudgetIsKeptByThePartitionsThatAreWhole() throws IOException {
        config = config(LakeFixture.AGE, LakeFixture.MIB, 1, 64 * 1024);
        stage = stage(config, store);
        stage.position(0);
        stage.position(1);
        fillWhile(0);

        assertThat(stage.take(batch(1, 0, track(0, "a"))).succeeded()).isTrue();

        assertThat(trace).endsWith("settled 1-1", "told").noneMatch(step -> step.startsWith("settled 0"));
        assertThat(stage.problem()).contains("No space left");
    }

    @Test
    void nothingOfTheLostWindowIsCommittedAndReadAgainEachRowIsStoredOnce() throws IOException {
        stage.position(0);
        fillWhile(0);
        clock.advance(LakeFixture.AGE);
        stage.tick(clock.instant());
        assertThat(stage.take(batch(0, RECORDS, track(RECORDS, "c"))).failed()).isTrue();
        assertThat(stage.release(0, true).failed()).isTrue();
        assertThat(trace).isEmpty();
        assertThat(spooled()).isEmpty();

        disk.free();
        assertThat(stage.position(0).result()).isEmpty();
        assertThat(stage.take(batch(0, 0, records)).succeeded()).isTrue();
        assertThat(stage.release(0, true).succeeded()).isTrue();

        assertThat(committedOffsets(0))
                .containsExactlyElementsOf(LongStream.range(0, RECORDS).boxed().toList());
        assertThat(stage.position(0).result()).hasValue(RECORDS);
    }

    @Test
    void aLaneThatFailedHoldsNothingAndSealsNothing() throws Exception {
        Windows windows = Windows.ofEvents(
                config, new Windows.Ground(store, spool, clock, new Random(), new SimpleMeterRegistry()));
        Lane lane = new Lane(new CommitChain.Partition(TOPIC, 0), OptionalLong.empty(), windows, marker -> {});
        disk.fill(0, ROOM);
        assertThatThrownBy(() -> lane.take(batch(0, 0, records))).hasMessageContaining("No space left");

        assertThat(lane.bufferedBytes()).isZero();
        assertThat(spooled()).isEmpty();
        lane.sealAndCommit(SealCause.AGE);

        assertThat(trace).isEmpty();
    }

    /** Its rows all waited in memory until then. */
    @Test
    void aWindowThatCannotBeSealedLeavesNothing() throws IOException {
        disk.fill(0, 10);
        stage.position(0);
        assertThat(stage.take(batch(0, 0, track(0, "a"))).succeeded()).isTrue();
        clock.advance(LakeFixture.AGE);

        stage.tick(clock.instant());

        assertThat(stage.problem()).contains("No space left");
        assertThat(spooled()).isEmpty();
        assertThat(stage.take(batch(0, 1, track(1, "b"))).failed()).isTrue();
        assertThat(trace).containsExactly("rewound 0");
    }

    @Test
    void aFileWhoseWriteFailedCannotBeFinished() throws IOException {
        disk.fill(0, ROOM);
        RowFile file = RowFile.create(spool.create("0-probe"), EventsTable.TABLE, config, Map.of());
        RowEncoder<EventRow> encoder = new RowEncoder<>(EventsTable.FIELDS);
        assertThatThrownBy(() -> {
                    for (JournalRecord record : records) {
                        file.append(encoder.encode(EventRow.read(record, TOPIC.getBytes(UTF_8), 0)));
                    }
                })
                .hasMessageContaining("No space left");

        assertThat(file.bufferedBytes()).isZero();
        assertThatThrownBy(file::finish).isInstanceOf(IOException.class).hasMessageContaining("could not be written");
        file.discard();

        assertThat(Files.exists(temp.resolve("spool/0-probe.parquet"))).isFalse();
    }

    /** Fails in the middle of the batch, when its first row group leaves the memory. */
    private void fillWhile(int partition) {
        disk.fill(partition, ROOM);
        Future<Void> failed = stage.take(batch(partition, 0, records));
        assertThat(failed.cause()).isInstanceOf(IOException.class).hasMessageContaining("No space left");
    }

    private static JournalRecord incompressible(long offset, Random random) {
        byte[] noise = new byte[1500];
        random.nextBytes(noise);
        return event(
                offset,
                "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"" + offset + "\",\"properties\":{\"noise\":\""
                        + Base64.getEncoder().encodeToString(noise) + "\"}}");
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
