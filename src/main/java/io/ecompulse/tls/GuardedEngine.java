package io.ecompulse.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import javax.net.ssl.SSLException;

/**
 * The JDK's TLS, with a guard in front of each handshake. Vert.x tells of a connection when its handshake is over, and keeps these
 * options for the certificates that come later, too.
 */
final class GuardedEngine extends JdkSSLEngineOptions {
    private final HandshakeGuard guard;

    GuardedEngine(HandshakeGuard guard) {
        this.guard = guard;
    }

    private GuardedEngine(GuardedEngine other) {
        super(other);
        this.guard = other.guard;
    }

    @Override
    public GuardedEngine copy() {
        return new GuardedEngine(this);
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new Factory(guard);
    }

    private static final class Factory extends DefaultSslContextFactory {
        private final HandshakeGuard guard;

        Factory(HandshakeGuard guard) {
            super(SslProvider.JDK, false);
            this.guard = guard;
        }

        @Override
        public SslContext create() throws SSLException {
            return new GuardedContext(super.create(), guard);
        }
    }
}
