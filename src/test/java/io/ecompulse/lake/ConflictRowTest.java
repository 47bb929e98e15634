package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.conflict;
import static io.ecompulse.lake.TestEvents.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;

/** How two events of one id stand in a table in which ids are unique. */
final class ConflictRowTest {
    private static final Table IDS = new Table(
            "ids",
            2,
            "",
            List.of("event_id"),
            EventsTable.TABLE.columns().stream()
                    .filter(column -> List.of("event_id", "conflict_of").contains(column.name()))
                    .toList());
    private static final int ID_BYTES = IDS.columns().get(0).bytes();

    @Test
    void getsAnIdOfItsOwnBesideTheOneThatTheClientGave() {
        assertThat(ids(conflict(track(5, "m-1"), 0x0123456789abcdefL))).containsExactly("m-1~0123456789abcdef", "m-1");
        assertThat(ids(conflict(track(5, "m-1"), -1))).containsExactly("m-1~ffffffffffffffff", "m-1");
    }

    @Test
    void theFirstOfItsIdKeepsIt() {
        assertThat(ids(track(5, "m-1"))).containsExactly("m-1", null);
    }

    @Test
    void theSameEventGetsTheSameIdWhereverItIsRead() {
        assertThat(ids(conflict(track(5, "m-1"), 7))).isEqualTo(ids(conflict(track(900, "m-1"), 7)));
    }

    @Test
    void anIdWithItsFingerprintFitsItsLimitOrBecomesItsDigest() {
        String fits = "x".repeat(ID_BYTES - 17);
        List<String> full = ids(conflict(track(5, fits), 7));
        List<String> over = ids(conflict(track(5, fits + "x"), 7));

        assertThat(full).containsExactly(fits + "~0000000000000007", fits);
        assertThat(over.get(0))
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(ids(conflict(track(5, fits + "x"), 8)).get(0));
        assertThat(over.get(1)).isEqualTo(fits + "x");
    }

    private static List<String> ids(JournalRecord record) {
        List<String> ids = new ArrayList<>();
        for (Object value : new RowEncoder<>(LakeFixture.fields(IDS))
                .encode(EventRow.read(record, TestEvents.TOPIC.getBytes(UTF_8), 3))) {
            ids.add(value instanceof Binary text ? text.toStringUsingUTF8() : null);
        }
        return ids;
    }
}
