package io.ecompulse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/** Another context, whose handshakes begin only where the guard admits their connection. */
final class GuardedContext extends SslContext {
    private final SslContext guarded;
    private final HandshakeGuard guard;

    GuardedContext(SslContext guarded, HandshakeGuard guard) {
        this.guarded = guarded;
        this.guard = guard;
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator buffers, boolean startTls, Executor tasks) {
        return new GuardedHandler(newEngine(buffers), startTls, tasks);
    }

    @Override
    protected SslHandler newHandler(
            ByteBufAllocator buffers, String peerHost, int peerPort, boolean startTls, Executor tasks) {
        return new GuardedHandler(newEngine(buffers, peerHost, peerPort), startTls, tasks);
    }

    private final class GuardedHandler extends SslHandler {
        GuardedHandler(SSLEngine engine, boolean startTls, Executor tasks) {
            super(engine, startTls, tasks);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) throws Exception {
            super.handlerAdded(context);
            if (!guard.admits(context.channel())) {
                // Later: whoever adds this handler goes on to add those who wait for its handshake.
                context.executor().execute(() -> {
                    ChannelFuture unused = context.close();
                });
            }
        }
    }

    @Override
    public boolean isClient() {
        return guarded.isClient();
    }

    @Override
    public List<String> cipherSuites() {
        return guarded.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract all the same
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return guarded.applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator buffers) {
        return guarded.newEngine(buffers);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator buffers, String peerHost, int peerPort) {
        return guarded.newEngine(buffers, peerHost, peerPort);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return guarded.sessionContext();
    }
}
