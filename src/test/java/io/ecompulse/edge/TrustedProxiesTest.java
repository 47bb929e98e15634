package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ecompulse.config.IpPolicy;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final String PROXY = "10.0.0.9";
    private static final TrustedProxies LISTED = proxies(ForwardedHeader.X_FORWARDED_FOR);
    private static final TrustedProxies FORWARDED = proxies(ForwardedHeader.FORWARDED);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 203.0.113.7",
                "1.1.1.1, 203.0.113.7 | 203.0.113.7",
                "10.0.0.1, 203.0.113.7, 10.0.0.2 | 203.0.113.7",
                "203.0.113.7, 10.0.0.1,, 10.0.0.2 , | 203.0.113.7",
                "203.0.113.7:4711 | 203.0.113.7",
                "[2001:db8::7]:443 | 2001:db8::7",
                "[2001:db8::7] | 2001:db8::7",
                "2001:db8::7 | 2001:db8::7",
                "2001:db8::7, fd00::1 | 2001:db8::7",
                "203.0.113.7, ::ffff:10.0.0.1 | 203.0.113.7",
                "10.0.0.1, 10.0.0.2 | 10.0.0.1"
            })
    void walksTheListFromTheRightOverOurProxies(String header, String client) {
        assertThat(LISTED.client(PROXY, lines("X-Forwarded-For", header))).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " | https | true",
                "203.0.113.7 | https | true",
                "203.0.113.7 | http | false",
                "203.0.113.7, 10.0.0.1 | https | true",
                "203.0.113.7, 10.0.0.1 | https, http | true",
                "203.0.113.7, 10.0.0.1 | http, https | false",
                "1.1.1.1, 203.0.113.7, 10.0.0.1 | http, https, http | true",
                "1.1.1.1, 203.0.113.7, 10.0.0.1 | https, http, https | false",
                "10.0.0.2, 10.0.0.1 | https, http | true",
                "203.0.113.7 | | false"
            })
    void takesTheWordOfTheProxyThatTheClientReached(String hops, String protocols, boolean https) {
        Function<String, List<String>> lines = name -> switch (name) {
            case "X-Forwarded-For" -> hops == null ? List.of() : List.of(hops);
            case "X-Forwarded-Proto" -> protocols == null ? List.of() : List.of(protocols);
            default -> List.of();
        };

        assertThat(LISTED.isHttps(PROXY, lines)).isEqualTo(https);
        assertThat(LISTED.isHttps("203.0.113.9", lines)).isFalse();
        assertThat(LISTED.isHttps(null, lines)).isFalse();
        assertThat(FORWARDED.isHttps(PROXY, lines)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=203.0.113.7;proto=https | true",
                "for=203.0.113.7;proto=\"HTTPS\" | true",
                "for=203.0.113.7;proto=http;proto=https | false",
                "proto=https;for=203.0.113.7, for=10.0.0.1;proto=http | true",
                "for=203.0.113.7 | false"
            })
    void readsTheProtocolOfTheStandardHeader(String header, boolean https) {
        assertThat(FORWARDED.isHttps(PROXY, lines("Forwarded", header))).isEqualTo(https);
        assertThat(LISTED.isHttps(PROXY, lines("Forwarded", header))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=203.0.113.7 | 203.0.113.7",
                "For=\"203.0.113.7:4711\";proto=https;by=10.0.0.9 | 203.0.113.7",
                "for=1.1.1.1, for=203.0.113.7, for=10.0.0.1 | 203.0.113.7",
                "proto=https;for=\"[2001:db8::7]:_port\" | 2001:db8::7",
                "for=1.1.1.1;by=\", for=2.2.2.2\", for=203.0.113.7 | 203.0.113.7"
            })
    void walksTheStandardHeaderToo(String header, String client) {
        assertThat(FORWARDED.client(PROXY, lines("Forwarded", header))).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "_hidden",
                "shop.example",
                "203.0.113.7:",
                "[2001:db8::7",
                "[2001:db8::7]x",
                "1.1.1.1, 999.1.1.1",
                "-"
            })
    void nobodyIsTheClientWhereAProxyNamesNoAddress(String hop) {
        assertThat(LISTED.client(PROXY, lines("X-Forwarded-For", hop))).isNull();
        assertThat(FORWARDED.client(PROXY, lines("Forwarded", "for=" + hop.substring(hop.indexOf(' ') + 1))))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proto=https",
                "for=1.1.1.1;for=2.2.2.2",
                "for=1.1.1.1;by=\", for=203.0.113.7",
                "for=\"1.1.1.1\\",
                "=",
                ";"
            })
    void anUnsoundElementNamesNobody(String header) {
        assertThat(FORWARDED.client(PROXY, lines("Forwarded", header))).isNull();
    }

    @Test
    void believesNobodyElse() {
        Map<String, List<String>> spoofed =
                Map.of("X-Forwarded-For", List.of("1.1.1.1"), "Forwarded", List.of("for=1.1.1.1"));

        assertThat(LISTED.client("203.0.113.7", name -> spoofed.getOrDefault(name, List.of())))
                .isEqualTo("203.0.113.7");
        assertThat(TrustedProxies.NONE.client(PROXY, name -> spoofed.getOrDefault(name, List.of())))
                .isEqualTo(PROXY);
        assertThat(LISTED.client(null, name -> spoofed.getOrDefault(name, List.of())))
                .isNull();
    }

    /** A proxy that writes one header may pass on the other as the client sent it. */
    @Test
    void looksAtTheHeaderThatTheProxiesWriteOnly() {
        Map<String, List<String>> both =
                Map.of("X-Forwarded-For", List.of("203.0.113.7"), "Forwarded", List.of("for=198.51.100.7"));

        assertThat(LISTED.client(PROXY, name -> both.getOrDefault(name, List.of())))
                .isEqualTo("203.0.113.7");
        assertThat(FORWARDED.client(PROXY, name -> both.getOrDefault(name, List.of())))
                .isEqualTo("198.51.100.7");
    }

    @Test
    void readsSeveralLinesAsOne() {
        assertThat(LISTED.client(PROXY, lines("X-Forwarded-For", "1.1.1.1", "203.0.113.7", "10.0.0.1")))
                .isEqualTo("203.0.113.7");
        assertThat(LISTED.client(PROXY, lines("X-Forwarded-For"))).isEqualTo(PROXY);
    }

    @Test
    void aHundredSpoofedEntriesChangeNothing() {
        String spoofed = String.join(", ", Collections.nCopies(100, "1.1.1.1"));

        assertThat(LISTED.client(PROXY, lines("X-Forwarded-For", spoofed + ", 203.0.113.7")))
                .isEqualTo("203.0.113.7");
        assertThat(LISTED.client(PROXY, lines("X-Forwarded-For", "203.0.113.7" + ", 10.0.0.1".repeat(100))))
                .isEqualTo("203.0.113.7");
    }

    /** Whatever stands left of what our proxy saw, and through however many of ours it came. */
    @Property(tries = 500)
    void whatAClientWritesNeverMovesItsAddress(
            @ForAll String written, @ForAll @IntRange(max = 5) int hops, @ForAll boolean isVersion6) {
        String client = isVersion6 ? "2001:db8::7" : "203.0.113.7";
        String through = ", 10.0.0.1".repeat(hops);

        assertThat(LISTED.client(PROXY, lines("X-Forwarded-For", written + "," + client + through)))
                .isEqualTo(client);
    }

    /** In this header a client can hide by a quote that it leaves open, but never pass for another. */
    @Property(tries = 500)
    void noClientPassesForAnotherByTheStandardHeader(@ForAll long seed, @ForAll @IntRange(max = 3) int hops) {
        String written = soup(new Random(seed), "for=1.1.1.1", "\"", "\\", ",", ";", "=", "[", "by=", " ");
        String seen = "for=203.0.113.7" + ", for=\"[fd00::1]:80\"".repeat(hops);

        String client = FORWARDED.client(PROXY, lines("Forwarded", written + ", " + seen));

        assertThat(client).as(written).isIn("203.0.113.7", null);
    }

    @Property(tries = 500)
    void noHeaderMakesItThrow(@ForAll String peer, @ForAll String header) {
        for (TrustedProxies proxies : List.of(LISTED, FORWARDED)) {
            for (String from : List.of(peer, PROXY)) {
                String client = proxies.client(from, name -> List.of(header));
                assertThatCode(() -> ClientAddress.kept(client, IpPolicy.KEEP)).doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "10.0.0.9", "10.0.0.9/32", "0.0.0.0/0", "10.0.0.8/29", "::ffff:10.0.0.0/8"})
    void aBlockHoldsWhatBeginsAlike(String block) {
        assertThat(Objects.requireNonNull(AddressBlock.of(block)).contains(new byte[] {10, 0, 0, 9}))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.0.0.0/8", "10.0.0.8", "10.0.0.0/29", "::/0"})
    void aBlockHoldsNothingElse(String block) {
        assertThat(Objects.requireNonNull(AddressBlock.of(block)).contains(new byte[] {10, 0, 0, 9}))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/33",
                "10.0.0.1/8",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "fd00::/129",
                "proxy",
                "10.0.0.0/8/8"
            })
    void whatIsNoBlockIsNotTaken(String text) {
        assertThat(AddressBlock.of(text)).isNull();
    }

    private static String soup(Random random, String... parts) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    private static Function<String, List<String>> lines(String header, String... lines) {
        return name -> name.equals(header) ? Arrays.asList(lines) : List.of();
    }

    private static TrustedProxies proxies(ForwardedHeader header) {
        return new TrustedProxies(
                Stream.of("10.0.0.0/8", "fd00::/8")
                        .map(AddressBlock::of)
                        .map(Objects::requireNonNull)
                        .toList(),
                header);
    }
}
