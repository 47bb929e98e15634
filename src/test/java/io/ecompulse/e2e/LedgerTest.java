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
        ledger.settle(new Verdicts(List.of(A), List.of(), List.of()));
        ledger.unknown(List.of(A, B));

        assertThat(ledger.acked()).containsExactly("a");
        assertThat(ledger.unknown()).containsExactly("b");
    }

    @Test
    void takesALateAckForAnEventWithoutAnAnswer() {
        ledger.unknown(List.of(A, B));
        ledger.settle(new Verdicts(List.of(), List.of(A), List.of(B)));

        assertThat(ledger.acked()).containsExactly("a");
        assertThat(ledger.rejected()).containsExactly("b");
        assertThat(ledger.unknown()).isEmpty();
    }

    @Test
    void countsAnIdOnceHoweverOftenItIsAcked() {
        ledger.settle(new Verdicts(List.of(A, A), List.of(), List.of(BROKEN)));
        ledger.settle(new Verdicts(List.of(A), List.of(A), List.of()));

        assertThat(ledger.ackedCount()).isEqualTo(1);
        assertThat(ledger.ackedItems()).containsExactly(A);
    }
}
