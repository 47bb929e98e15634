package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.telemetry.Stage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FailedRecordsTest {
    private final KeptEntries journal = new KeptEntries(new ArrayList<>());
    private FailedRecords failed = journal.failed(Stage.LAKE);

    private static FailedRecord record(long offset, int idLength, int valueLength) {
        return FailedRecord.unreadable(new JournalRecord(
                offset,
                1_700_000_000_000L,
                Journals.bytes("dev:anna"),
                new byte[idLength],
                new byte[valueLength],
                0,
                Sighting.FRESH));
    }

    private JournalEntry kept(FailedRecord record) {
        failed.append("events", 3, List.of(record));
        return journal.entries.get(journal.entries.size() - 1);
    }

    @Test
    void saysWhatItIsAndWhereTheJournalHasIt() {
        JournalRecord record = new JournalRecord(
                7,
                1_700_000_000_000L,
                Journals.bytes("dev:anna"),
                Journals.bytes("m1"),
                Journals.bytes("x"),
                0,
                Sighting.FRESH);

        JournalEntry entry = kept(FailedRecord.poison(record, new ArithmeticException("secret")));

        assertThat(entry.topic()).isEqualTo(JournalTopic.FAILED);
        assertThat(entry.timestamp()).isEqualTo(JournalEntry.WHEN_SENT);
        assertThat(entry.key()).isEqualTo(Journals.bytes("dev:m1"));
        assertThat(entry.value()).isEqualTo(Journals.bytes("x"));
        assertThat(entry.headers())
                .extracting(header -> header.name() + "=" + Journals.text(header.value()))
                .filteredOn(header -> !header.startsWith("detail="))
                .containsExactly(
                        "id=m1",
                        "source=dev",
                        "reason=poison",
                        "stage=lake",
                        "version=development",
                        "receivedAt=2023-11-14T22:13:20Z",
                        "topic=events",
                        "partition=3",
                        "offset=7");
        assertThat(KeptEntries.header(entry, "detail"))
                .startsWith("java.lang.ArithmeticException at ")
                .doesNotContain("secret");
    }

    @Test
    void anIdIsKeptUpToItsLimitThePlaceNamesTheOthers() {
        int max = FailedRecords.ID_BYTES_MAX;

        assertThat(KeptEntries.header(kept(record(0, max, 1)), "id")).hasSize(max);
        JournalEntry without = kept(record(1, max + 1, 1));
        assertThat(KeptEntries.header(without, "id")).isNull();
        assertThat(without.key()).isEqualTo(Journals.bytes("dev:events-3-1"));
        assertThat(KeptEntries.header(kept(record(2, 0, 1)), "id")).isNull();
    }

    @Test
    void aValueIsCutOnlyWhenTheFailedTopicWouldNotTakeItWhole() {
        journal.recordBytesMax = FailedRecords.ROOM_BYTES + 100;
        failed = journal.failed(Stage.LAKE);

        JournalEntry whole = kept(record(0, 1, 100));
        JournalEntry cut = kept(record(1, 1, 101));

        assertThat(KeptEntries.header(whole, "truncated")).isNull();
        assertThat(cut.value()).hasSize(100);
        assertThat(KeptEntries.header(cut, "truncated")).isEqualTo("101");
    }

    @Test
    void manyGoInPiecesThatTheJournalCanTake() {
        List<FailedRecord> three = LongStream.range(0, 3)
                .mapToObj(offset -> record(offset, 1, 700_000))
                .toList();

        assertThat(failed.append("events", 0, three).result()).hasSize(3);

        assertThat(journal.appends).isEqualTo(2);
        assertThat(journal.entries).hasSize(3);
    }

    @Test
    void whatWasAcknowledgedIsNotAppendedAgainWhatWasNotIs() {
        journal.answer = () -> Future.failedFuture("away");
        assertThat(failed.append("events", 0, List.of(record(5, 1, 1))).failed())
                .isTrue();
        journal.answer = () -> Future.succeededFuture(Durability.JOURNAL);

        assertThat(failed.append("events", 0, List.of(record(5, 1, 1))).result())
                .hasSize(1);
        assertThat(failed.append("events", 0, List.of(record(5, 1, 1))).result())
                .isEmpty();
        assertThat(failed.append("events", 1, List.of(record(5, 1, 1))).result())
                .hasSize(1);
    }

    @Test
    void placesAreForgottenBeyondTheirBound() {
        List<FailedRecord> many = LongStream.range(0, FailedRecords.KNOWN_MAX)
                .mapToObj(offset -> record(offset, 1, 1))
                .toList();
        failed.append("events", 0, many);
        assertThat(failed.append("events", 0, many.subList(0, 1)).result()).isEmpty();

        failed.append("events", 1, many.subList(0, 1));

        assertThat(failed.append("events", 0, many.subList(1, 2)).result()).isEmpty();
        assertThat(failed.append("events", 0, many.subList(0, 1)).result()).hasSize(1);
    }
}
