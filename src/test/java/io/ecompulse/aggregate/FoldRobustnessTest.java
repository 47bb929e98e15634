package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.Delta.Tally;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Sighting;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever stands in the journal, a partition goes on. */
class FoldRobustnessTest {
    private static final byte[] ORDER = Shop.track(
                    "Order Completed",
                    "\"order_id\":\"o1\",\"currency\":\"EUR\",\"revenue\":\"12.34\",\"products\":[{\"quantity\":2}]")
            .record(0)
            .value();

    @Property
    void foldsAnyBytes(@ForAll byte[] key, @ForAll byte[] value, @ForAll long receivedAt) {
        assertFolds(new JournalRecord(0, receivedAt, key, value, value, 0, Sighting.FRESH));
    }

    @Property
    void foldsAnEventWithAnyBytesBroken(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] value = ORDER.clone();
        for (int broken = random.nextInt(4); broken >= 0; broken--) {
            value[random.nextInt(value.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt() : "{}[]\",:0e-".charAt(random.nextInt(10)));
        }
        assertFolds(new JournalRecord(0, 0, Shop.utf8("dev:anna"), Shop.utf8("id"), value, 0, Sighting.FRESH));
    }

    private static void assertFolds(JournalRecord record) {
        Fold fold = new Fold(Shop.config(), Shop::fails);
        fold.add(record);
        Tally tally = fold.tally();
        assertThat(tally.counted() + tally.unreadable()).isEqualTo(1);
        assertThat(fold.content().recent()).hasSizeLessThanOrEqualTo(1);
        assertThat(fold.content().cells()).hasSize(1);
    }
}
