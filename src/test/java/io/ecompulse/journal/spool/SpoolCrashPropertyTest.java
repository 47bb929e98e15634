package io.ecompulse.journal.spool;

import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** I1: whatever ends the process or the machine, and whenever, a spool keeps what it acknowledged. */
final class SpoolCrashPropertyTest {
    @Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
    void aCrashOfTheMachineLosesNothingThatWasAcknowledged(@ForAll long seed) throws IOException {
        new SpoolHistory(seed, false).live(6);
    }

    @Property(tries = 1_500, shrinking = ShrinkingMode.OFF)
    void theEndOfTheProcessLosesNothingAndBringsNothingBack(@ForAll long seed) throws IOException {
        new SpoolHistory(seed, true).live(6);
    }
}
