package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.77, 203.0.113.77, 203.0.113.0",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:3:4:5:6, 2001:db8:1:0:0:0:0:0",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:1, fe80:0:0:0:0:0:0:0",
        "::ffff:203.0.113.77, 203.0.113.77, 203.0.113.0"
    })
    void keepsWhatThePolicyAllows(String address, String whole, String cut) {
        assertThat(ClientAddress.kept(address, IpPolicy.KEEP)).isEqualTo(whole);
        assertThat(ClientAddress.kept(address, IpPolicy.TRUNCATE)).isEqualTo(cut);
        assertThat(ClientAddress.kept(address, IpPolicy.DROP)).isNull();
    }

    /** A look-up would block the event loop, and would let a header make us ask any name server. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "ab",
                "cafe",
                "1.2.3",
                "256.1.1.1",
                "1.2.3.4.5",
                "",
                "not an address",
                "/tmp/socket",
                "12345"
            })
    void neverLooksUpAName(String address) {
        assertThat(ClientAddress.kept(address, IpPolicy.KEEP)).isNull();
    }

    @Test
    void anUnknownAddressStaysUnknown() {
        assertThat(ClientAddress.kept(null, IpPolicy.KEEP)).isNull();
        assertThat(ClientAddress.kept(":::::", IpPolicy.KEEP)).isNull();
    }

    @Test
    void cutsALongUserAgent() {
        assertThat(Sender.of(null, "x".repeat(1024), null).userAgent()).hasSize(1024);
        assertThat(Sender.of(null, "x".repeat(1025), null).userAgent()).hasSize(1024);
        assertThat(Sender.of(null, null, null).userAgent()).isNull();
    }
}
