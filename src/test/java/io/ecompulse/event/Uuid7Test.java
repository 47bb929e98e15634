package io.ecompulse.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class Uuid7Test {
    private static final long MILLIS_MAX = (1L << 48) - 1;

    @Property
    void saysItsVersionVariantAndTime(@ForAll @LongRange(min = 0, max = MILLIS_MAX) long millis, @ForAll long seed) {
        UUID id = Uuid7.next(millis, new Random(seed));

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(millis);
    }

    @Property
    void aLaterOneSortsBehindAsText(@ForAll @LongRange(min = 0, max = MILLIS_MAX - 1) long millis, @ForAll long seed) {
        Random random = new Random(seed);

        assertThat(Uuid7.next(millis, random).toString())
                .isLessThan(Uuid7.next(millis + 1, random).toString());
    }

    @Test
    void everyRandomBitIsUsed() {
        RandomGenerator zeros = () -> 0;
        RandomGenerator ones = () -> -1;

        assertThat(Uuid7.next(0, zeros)).hasToString("00000000-0000-7000-8000-000000000000");
        assertThat(Uuid7.next(0, ones)).hasToString("00000000-0000-7fff-bfff-ffffffffffff");
    }

    @Test
    void thoseOfOneMillisecondDiffer() {
        Random random = new Random(7);
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(Uuid7.next(1, random));
        }

        assertThat(ids).hasSize(10_000);
    }
}
