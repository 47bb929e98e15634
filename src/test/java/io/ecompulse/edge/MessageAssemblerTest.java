package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageAssemblerTest {
    @Test
    void joinsFramesUpToTheLimitAndNotAByteMore() {
        MessageAssembler message = new MessageAssembler(6);

        assertThat(message.add(Buffer.buffer("abc"))).isTrue();
        assertThat(message.add(Buffer.buffer("def"))).isTrue();
        assertThat(message.take()).asString().isEqualTo("abcdef");

        assertThat(message.add(Buffer.buffer("abc"))).isTrue();
        assertThat(message.add(Buffer.buffer("defg"))).isFalse();
        assertThat(message.held()).isZero();
    }

    @Test
    void oneMessageHoldsNothingOfTheLast() {
        MessageAssembler message = new MessageAssembler(100);
        message.add(Buffer.buffer("a long one"));
        message.take();

        message.add(Buffer.buffer("b"));

        assertThat(message.take()).asString().isEqualTo("b");
    }

    /** Else a message in frames of one byte would be copied once for each. */
    @Test
    void aMessageInManyFramesIsMovedAFewTimesOnly() {
        MessageAssembler message = new MessageAssembler(1_000_000);
        Set<Integer> sizes = new HashSet<>();
        Buffer one = Buffer.buffer("x");
        for (int i = 0; i < 1_000_000; i++) {
            assertThat(message.add(one)).isTrue();
            sizes.add(message.held());
        }

        assertThat(sizes).hasSizeLessThan(25);
        assertThat(message.held()).isEqualTo(1_000_000);
        assertThat(message.take()).hasSize(1_000_000).containsOnly('x');
    }
}
