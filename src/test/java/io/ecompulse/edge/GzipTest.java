package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.gzip;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.event.RejectReason;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipTest {
    private static final int MAX = 1_000_000;

    @Test
    void givesBackWhatWasPacked() {
        byte[] plain = new byte[300_000];
        new Random(1).nextBytes(plain);

        assertThat(inflated(gzip(plain))).isEqualTo(plain);
        assertThat(inflated(gzip(new byte[0]))).isEmpty();
    }

    @Test
    void readsSeveralMembersAsOneText() {
        assertThat(inflated(joined(gzip(utf8("one ")), gzip(utf8("two"))))).isEqualTo(utf8("one two"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void limitsTheMembers(int above) {
        byte[] members = new byte[0];
        for (int i = 0; i < Gzip.MEMBERS_MAX + above; i++) {
            members = joined(members, gzip(utf8("x")));
        }

        Body body = Gzip.inflate(members, MAX);

        assertThat(body instanceof Body.Whole).isEqualTo(above == 0);
    }

    @Test
    void readsAHeaderWithEveryOptionalPart() {
        assertThat(inflated(withOptions(0))).isEqualTo(utf8("text"));
    }

    @Test
    void refusesAWrongHeaderChecksum() {
        assertThat(reason(withOptions(1))).isEqualTo(RejectReason.BAD_ENCODING);
    }

    @Test
    void refusesAStreamThatIsCutAnywhere() {
        byte[] whole = gzip(utf8("a text that is long enough to be packed, to be packed, to be packed"));

        for (int length = 2; length < whole.length; length++) {
            assertThat(reason(Arrays.copyOf(whole, length)))
                    .as("cut to %d", length)
                    .isEqualTo(RejectReason.BAD_ENCODING);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8})
    void refusesAWrongTrailer(int fromEnd) {
        byte[] broken = gzip(utf8("text"));
        broken[broken.length - fromEnd] ^= 1;

        assertThat(reason(broken)).isEqualTo(RejectReason.BAD_ENCODING);
    }

    @Test
    void refusesWhatFollowsTheLastMember() {
        assertThat(reason(joined(gzip(utf8("text")), utf8("garbage that is no member"))))
                .isEqualTo(RejectReason.BAD_ENCODING);
        assertThat(reason(joined(gzip(utf8("text")), new byte[1]))).isEqualTo(RejectReason.BAD_ENCODING);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void refusesAnotherMethodAndUnknownFlags(int at) {
        byte[] broken = gzip(utf8("text"));
        broken[at] = (byte) 0xE0;

        assertThat(reason(broken)).isEqualTo(RejectReason.BAD_ENCODING);
    }

    @Test
    void takesExactlyTheCapAndNotOneByteMore() {
        assertThat(inflated(gzip(new byte[MAX]))).hasSize(MAX);
        assertThat(reason(gzip(new byte[MAX + 1]))).isEqualTo(RejectReason.TOO_LARGE);
        assertThat(reason(joined(gzip(new byte[MAX]), gzip(new byte[1])))).isEqualTo(RejectReason.TOO_LARGE);
    }

    @Test
    void inflatesNothingPastTheCap() {
        byte[] bomb = gzip(new byte[20 * MAX]);
        Arrays.fill(bomb, bomb.length / 2, bomb.length, (byte) 0xFF);

        // Who went on would meet the broken half.
        assertThat(reason(bomb)).isEqualTo(RejectReason.TOO_LARGE);
    }

    private static byte[] inflated(byte[] packed) {
        return ((Body.Whole) Gzip.inflate(packed, MAX)).bytes();
    }

    private static RejectReason reason(byte[] packed) {
        return ((Body.Refused) Gzip.inflate(packed, MAX)).refusal().reason();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    /** "text" behind a header with extra field, name, comment and header checksum. */
    private static byte[] withOptions(int checksumError) {
        byte[] plain = gzip(utf8("text"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(plain, 0, 3);
        out.write(2 | 4 | 8 | 16);
        out.write(plain, 4, 6);
        out.writeBytes(new byte[] {3, 0, 'a', 'b', 'c'});
        out.writeBytes(utf8("name\0comment\0"));
        CRC32 crc = new CRC32();
        crc.update(out.toByteArray());
        out.write((int) crc.getValue() + checksumError);
        out.write((int) (crc.getValue() >> 8));
        out.write(plain, 10, plain.length - 10);
        return out.toByteArray();
    }
}
