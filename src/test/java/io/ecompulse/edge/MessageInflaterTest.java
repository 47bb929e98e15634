package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;

class MessageInflaterTest {
    /** An empty block that says it is the last one. */
    private static final byte[] FINAL = {3, 0};

    @Test
    void takesAHundredFinalBlocksInAMessageAndNotOneMore() throws Exception {
        try (MessageInflater inflater = new MessageInflater(1 << 20, false)) {
            assertThat(inflater.inflate(Unpooled.wrappedBuffer(finals(100)), true)
                            .readableBytes())
                    .isZero();
            assertThatThrownBy(() -> inflater.inflate(Unpooled.wrappedBuffer(finals(101)), true))
                    .isInstanceOf(DataFormatException.class);
        }
    }

    private static byte[] finals(int count) {
        byte[] wire = new byte[FINAL.length * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(FINAL, 0, wire, FINAL.length * i, FINAL.length);
        }
        return wire;
    }
}
