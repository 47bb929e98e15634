package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(10);

    @Test
    void fillsToTheLastByteAndNotOneMore() {
        assertThat(budget.share().growTo(11)).isFalse();
        assertThat(budget.share().growTo(10)).isTrue();
        assertThat(budget.share().growTo(1)).isFalse();
        assertThat(budget.used()).isEqualTo(10);
    }

    @Test
    void aShareThatCannotGrowKeepsWhatItHas() {
        ByteBudget.Share share = budget.share();
        share.growTo(6);

        assertThat(share.growTo(11)).isFalse();
        assertThat(share.growTo(3)).isTrue();
        assertThat(budget.used()).isEqualTo(6);
    }

    @Test
    void releasingTwiceGivesBackOnce() {
        ByteBudget.Share share = budget.share();
        budget.share().growTo(4);
        share.growTo(6);

        share.release();
        share.release();

        assertThat(budget.used()).isEqualTo(4);
    }
}
