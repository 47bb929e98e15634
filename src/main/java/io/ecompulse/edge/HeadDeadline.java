package io.ecompulse.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends an HTTP/1 connection on which a request's head has begun and does not end: Vert.x waits for it as long as single bytes
 * come. Stands on both sides of Netty's decoder, since only both together tell a head that is half here from none at all;
 * a connection that says nothing is left to the idle time-out.
 *
 * <p>A head that comes in one piece, as nearly all do, costs no timer.
 */
final class HeadDeadline {
    private static final String DECODER = "httpDecoder";
    private static final String ENCODER = "httpEncoder";

    private final Duration deadline;
    private final Supplier<byte[]> refusal;
    private final Bytes bytes = new Bytes();
    private final Messages messages = new Messages();
    private boolean inBody;
    private int decoded;
    private int unanswered;
    private @Nullable ScheduledFuture<?> timer;

    private HeadDeadline(Duration deadline, Supplier<byte[]> refusal) {
        this.deadline = deadline;
        this.refusal = refusal;
    }

    /**
     * Watches a connection from its start; one that does not speak HTTP/1 is left alone.
     *
     * @param refusal a whole answer as it goes over the wire
     */
    static void watch(ChannelPipeline pipeline, Duration deadline, Supplier<byte[]> refusal) {
        if (pipeline.get(DECODER) != null) {
            HeadDeadline head = new HeadDeadline(deadline, refusal);
            pipeline.addBefore(DECODER, null, head.bytes);
            pipeline.addAfter(ENCODER, null, head.messages);
        }
    }

    /** Lets go of a connection that speaks WebSocket from now on. */
    static void release(ChannelPipeline pipeline) {
        if (pipeline.get(Bytes.class) != null) {
            pipeline.remove(Bytes.class);
            pipeline.remove(Messages.class);
        }
    }

    private void late(Channel channel) {
        // In the middle of another answer ours would be taken for a part of it.
        if (unanswered > 0) {
            ChannelFuture unused = channel.close();
        } else {
            ChannelFuture unused = channel.pipeline()
                    .context(bytes)
                    .writeAndFlush(channel.alloc().buffer().writeBytes(refusal.get()))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void cancel() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    /** What comes in before it is decoded. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            int before = decoded;
            context.fireChannelRead(message);
            boolean isPartOfAHead = !inBody && decoded == before;
            if (isPartOfAHead && timer == null && context.channel().isActive()) {
                timer = context.executor()
                        .schedule(() -> late(context.channel()), deadline.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            cancel();
            context.fireChannelInactive();
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            cancel();
        }
    }

    /** What was decoded, and what answers it. */
    private final class Messages extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            decoded++;
            if (message instanceof HttpRequest) {
                unanswered++;
                inBody = true;
                cancel();
            }
            if (message instanceof LastHttpContent) {
                inBody = false;
            }
            context.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
            boolean isInterim = message instanceof HttpResponse response
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (message instanceof LastHttpContent && !isInterim) {
                unanswered--;
            }
            ChannelFuture unused = context.write(message, written);
        }
    }
}
