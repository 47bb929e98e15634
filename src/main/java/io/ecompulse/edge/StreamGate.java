package io.ecompulse.edge;

import io.ecompulse.edge.EdgeConfig.StreamLimits;
import io.ecompulse.event.RejectReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the decoder of a socket's frames and all that trusts them. Refuses what RFC 6455 forbids and the decoder lets
 * through, counts frames, and inflates; while shut it lets nothing pass and reads nothing, so that not one message is inflated
 * that nobody has room for. Belongs to one event loop.
 */
final class StreamGate extends ChannelInboundHandlerAdapter {
    private static final int RSV_COMPRESSED = 4;
    private static final int CLOSE_CODE_MAX = 4999;

    private final FrameRate rate;
    private final @Nullable MessageInflater inflater;
    private final Deque<WebSocketFrame> held = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext channel;
    private @Nullable Watch watch;
    private boolean shut;
    private boolean broken;
    private boolean inflating;

    /** Is told why nothing more will come. */
    interface Watch {
        void refused(CloseCode code, RejectReason reason, String detail);
    }

    StreamGate(StreamLimits limits, @Nullable StreamDeflate deflate, LongSupplier nanos) {
        this.rate = new FrameRate(limits.guards(), nanos);
        this.inflater = deflate == null ? null : new MessageInflater(limits.frameBytesMax(), deflate.forgets());
    }

    /** Takes its place behind a decoder that leaves the closing to us. */
    void stand(ChannelPipeline pipeline, int frameBytesMax) {
        WebSocketDecoderConfig strict = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(frameBytesMax)
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(inflater != null)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
        String decoder = pipeline.context(WebSocket13FrameDecoder.class).name();
        pipeline.replace(decoder, decoder, new WebSocket13FrameDecoder(strict));
        pipeline.addAfter(decoder, "stream-gate", this);
    }

    void watch(Watch watcher) {
        watch = watcher;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context;
    }

    /** Whether the frames that come can no longer be told apart. */
    boolean isBroken() {
        return broken;
    }

    boolean isShut() {
        return shut;
    }

    void shut() {
        shut = true;
        read(false);
    }

    void open() {
        ChannelHandlerContext here = channel;
        shut = false;
        boolean passing = here != null && !held.isEmpty();
        while (!shut && here != null && !held.isEmpty()) {
            pass(here, held.remove());
        }
        if (passing && here != null) {
            here.fireChannelReadComplete(); // Vert.x flushes what it wrote meanwhile only then.
        }
        if (!shut) {
            read(true);
        }
    }

    /** Ends the connection, whatever still waits to be written. */
    void cut() {
        if (channel != null) {
            ChannelFuture unused = channel.close();
        }
    }

    private void read(boolean wanted) {
        if (channel != null) {
            channel.channel().config().setAutoRead(wanted);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            context.fireChannelRead(message);
        } else if (!broken && !rate.admits(isControl(frame))) {
            frame.release();
            refuse(CloseCode.FLOOD, RejectReason.RATE_LIMITED, "too many frames in one second");
        } else if (shut || !held.isEmpty()) {
            held.add(frame);
        } else {
            pass(context, frame);
        }
    }

    private void pass(ChannelHandlerContext context, WebSocketFrame frame) {
        String fault = fault(frame);
        if (broken && !(frame instanceof CloseWebSocketFrame)) {
            frame.release(); // We have said why, and wait for the client's close only.
        } else if (fault != null) {
            frame.release();
            refuse(CloseCode.PROTOCOL_ERROR, RejectReason.MALFORMED, fault);
        } else if (inflater != null && !isControl(frame)) {
            inflate(context, frame, inflater);
        } else {
            context.fireChannelRead(frame);
        }
    }

    private void inflate(ChannelHandlerContext context, WebSocketFrame frame, MessageInflater with) {
        if (!(frame instanceof ContinuationWebSocketFrame)) {
            inflating = frame.rsv() == RSV_COMPRESSED;
        }
        if (!inflating) {
            context.fireChannelRead(frame);
            return;
        }
        try {
            ByteBuf plain = with.inflate(frame.content(), frame.isFinalFragment());
            context.fireChannelRead(
                    frame instanceof ContinuationWebSocketFrame
                            ? new ContinuationWebSocketFrame(frame.isFinalFragment(), 0, plain)
                            : frame instanceof TextWebSocketFrame
                                    ? new TextWebSocketFrame(frame.isFinalFragment(), 0, plain)
                                    : frame.replace(plain));
        } catch (MessageInflater.TooLong bomb) {
            refuse(CloseCode.TOO_LARGE, RejectReason.TOO_LARGE, "a message inflates to more than maxFrameBytes");
        } catch (DataFormatException unsound) {
            refuse(CloseCode.NOT_TEXT, RejectReason.BAD_ENCODING, "a message is no deflate stream");
        } finally {
            frame.release();
        }
    }

    /** What RFC 6455 forbids and the decoder lets through, or null. */
    private @Nullable String fault(WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            return close.statusCode() > CLOSE_CODE_MAX ? "a close code that nobody may send" : reserved(frame);
        }
        return reserved(frame);
    }

    private static @Nullable String reserved(WebSocketFrame frame) {
        boolean mayBeCompressed = !isControl(frame) && !(frame instanceof ContinuationWebSocketFrame);
        return frame.rsv() == 0 || (frame.rsv() == RSV_COMPRESSED && mayBeCompressed) ? null : "a reserved bit is set";
    }

    private static boolean isControl(WebSocketFrame frame) {
        return !(frame instanceof TextWebSocketFrame
                || frame instanceof ContinuationWebSocketFrame
                || frame instanceof BinaryWebSocketFrame);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            switch (corrupted.closeStatus().code()) {
                case 1009 ->
                    refuse(CloseCode.TOO_LARGE, RejectReason.TOO_LARGE, "a frame is longer than maxFrameBytes");
                case 1007 -> refuse(CloseCode.NOT_TEXT, RejectReason.INVALID_UTF8, "a close frame is not sound");
                default -> refuse(CloseCode.PROTOCOL_ERROR, RejectReason.MALFORMED, "a frame is not sound");
            }
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    private void refuse(CloseCode code, RejectReason reason, String detail) {
        if (!broken && watch != null) {
            broken = true;
            watch.refused(code, reason, detail);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        if (inflater != null) {
            inflater.close();
        }
    }
}
