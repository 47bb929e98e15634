package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Item A = new Item("a", "{}", null);
    private static final Item B = new Item("b", "{}", null);
    private static final Item BROKEN = new Item(null, "[]", "malformed");

    private final Ledger ledger = new Ledger();

    @Test
    void keepsAnAckWhateverHappensToALaterCopy() {
        ledger.settle(new Verdicts(List.of(A), List.of(), List.of(), "journal"));
        ledger.unknown(List.of(A, B));

        assertThat(ledger.acked()).containsExactly("a");
        assertThat(ledger.unknown()).containsExactly("b");
    }

    @Test
    void takesALateAckForAnEventWithoutAnAnswer() {
        ledger.unknown(List.of(A, B));
        ledger.settle(new Verdicts(List.of(), List.of(A), List.of(B), "journal"));

        assertThat(ledger.acked()).containsExactly("a");
        assertThat(ledger.rejected()).containsExactly("b");
        assertThat(ledger.unknown()).isEmpty();
    }

    @Test
    void countsAnIdOnceHoweverOftenItIsAcked() {
        ledger.settle(new Verdicts(List.of(A, A), List.of(), List.of(BROKEN), "journal"));
        ledger.settle(new Verdicts(List.of(A), List.of(A), List.of(), "journal"));

        assertThat(ledger.ackedCount()).isEqualTo(1);
        assertThat(ledger.ackedItems()).containsExactly(A);
    }

    @Test
    void tellsHowManyWereFirstAckedFromTheSpool() {
        ledger.settle(new Verdicts(List.of(A), List.of(), List.of(), "spool"));
        ledger.settle(new Verdicts(List.of(A), List.of(), List.of(), "spool"));
        ledger.settle(new Verdicts(List.of(B), List.of(), List.of(), "journal"));

        assertThat(ledger.spooledCount()).isEqualTo(1);
        assertThat(ledger.ackedCount()).isEqualTo(2);
    }

    @Test
    void countsRefusalsByTheirReason() {
        ledger.refused("spool_full");
        ledger.refused("spool_full");

        assertThat(ledger.refusals("spool_full")).isEqualTo(2);
        assertThat(ledger.refusals("overloaded")).isZero();
    }
}
