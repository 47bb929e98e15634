package io.ecompulse.warehouse;

import static io.ecompulse.warehouse.WarehouseContract.empty;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChainSegmentTest {
    @Test
    void aSegmentIsOfOnePieceAndOnePartition() {
        assertThatThrownBy(() -> new ChainSegment(List.of(empty(0, 0, 1), empty(0, 2, 3)), true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ChainSegment(List.of(empty(0, 0, 1), empty(1, 1, 2)), true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ChainSegment(List.of(), true)).isInstanceOf(IllegalArgumentException.class);
    }
}
