package io.ecompulse.tls;

import io.netty.channel.Channel;

/** Hears of each connection before its handshake, on its event loop. */
@FunctionalInterface
public interface HandshakeGuard {
    /** Lets every connection in. */
    HandshakeGuard OPEN = arriving -> true;

    /** Whether it may shake hands; else it is closed unheard. */
    boolean admits(Channel arriving);
}
