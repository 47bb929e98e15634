package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightBytesTest {
    private final InFlightBytes inFlight = new InFlightBytes(100);

    @Test
    void takesExactlyItsBound() {
        assertThat(inFlight.tryReserve(60)).isTrue();
        assertThat(inFlight.tryReserve(40)).isTrue();
        assertThat(inFlight.reserved()).isEqualTo(100);
    }

    @Test
    void refusesTheByteTooManyAndReservesNothing() {
        assertThat(inFlight.tryReserve(60)).isTrue();
        assertThat(inFlight.tryReserve(41)).isFalse();
        assertThat(inFlight.reserved()).isEqualTo(60);
    }

    @Test
    void hasRoomAgainAfterARelease() {
        assertThat(inFlight.tryReserve(100)).isTrue();
        inFlight.release(1);

        assertThat(inFlight.tryReserve(1)).isTrue();
        assertThat(inFlight.tryReserve(1)).isFalse();
    }
}
