package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy that is not what it was made from is found out, whatever way it differs. */
final class RowCopyTest {
    @TempDir
    Path temp;

    private LakeFixture lake;
    private Marker.File two;
    private Marker.File other;
    private Marker.File one;

    @BeforeEach
    void fill() throws Exception {
        lake = new LakeFixture(temp);
        two = lake.commit(0, track(0, "a"), track(1, "b")).files().get(0);
        other = lake.commit(1, track(0, "a"), track(1, "c")).files().get(0);
        one = lake.commit(2, track(0, "a")).files().get(0);
    }

    @Test
    void isWhatItWasMadeFrom() {
        assertThatCode(() -> copied(List.of(two, one)).compare(List.of(two, one), temp.resolve("copy")))
                .doesNotThrowAnyException();
    }

    @Test
    void differsByAValueByARowTooFewOrTooManyOrByTheOrder() throws Exception {
        RowCopy copy = copied(List.of(two, one));

        for (List<Marker.File> files : List.of(List.of(other, one), List.of(two, one, one), List.of(one, two))) {
            assertThatThrownBy(() -> copy.compare(files, temp.resolve("copy")))
                    .hasMessageContaining("The copy differs");
        }
        assertThatThrownBy(() -> copy.compare(List.of(two), temp.resolve("copy")))
                .hasMessage("The copy has rows that none of its files has");
    }

    @Test
    void aFileOfOtherRowsThanItsMarkerSaysOrOfAnotherTableIsNotCopied() {
        Marker.File wrong = new Marker.File(two.table(), two.path(), two.bytes(), 3, two.version());
        RowCopy items = new RowCopy(OrderItemsTable.TABLE, LakeFixture.config(temp), this::local);

        assertThatThrownBy(() -> copied(List.of(wrong))).hasMessageContaining("Holds 2 rows where its marker says 3");
        assertThatThrownBy(() -> items.write(List.of(two), temp.resolve("items"), Map.of()))
                .hasMessageContaining("not those of order_items");
    }

    private RowCopy copied(List<Marker.File> files) throws Exception {
        RowCopy copy = new RowCopy(EventsTable.TABLE, LakeFixture.config(temp), this::local);
        copy.write(files, temp.resolve("copy"), Map.of());
        return copy;
    }

    private Path local(Marker.File file) {
        return lake.store().local(file.path()).orElseThrow();
    }
}
