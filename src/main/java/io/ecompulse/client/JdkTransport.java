package io.ecompulse.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Connections of the JDK's HTTP client. It answers pings by itself. */
public final class JdkTransport implements Transport {
    private static final String SUBPROTOCOL = "ecompulse.v1";
    private static final int NORMAL = 1000;
    private static final int ABNORMAL = 1006;

    private final HttpClient client;
    private final Duration connectTimeout;

    public JdkTransport(HttpClient client, Duration connectTimeout) {
        this.client = client;
        this.connectTimeout = connectTimeout;
    }

    @Override
    public Connection open(URI server, Heard heard) {
        return new Socket(server, heard);
    }

    private final class Socket implements Connection, WebSocket.Listener {
        private final Heard heard;
        private final CompletableFuture<WebSocket> opened;
        private final StringBuilder message = new StringBuilder();
        private final AtomicBoolean over = new AtomicBoolean();
        /** The JDK takes a message only after the one before it. */
        private CompletableFuture<WebSocket> sending;

        Socket(URI server, Heard heard) {
            this.heard = heard;
            this.opened = client.newWebSocketBuilder()
                    .subprotocols(SUBPROTOCOL)
                    .connectTimeout(connectTimeout)
                    .buildAsync(server, this);
            this.sending = opened.whenComplete((socket, fault) -> {
                if (fault != null) {
                    over(ABNORMAL);
                }
            });
        }

        @Override
        public void onOpen(WebSocket socket) {
            heard.opened();
            socket.request(1);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                String whole = message.toString();
                message.setLength(0);
                heard.message(whole);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            over(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable fault) {
            over(ABNORMAL);
        }

        @Override
        public synchronized void send(String text) {
            after(socket -> socket.sendText(text, true));
        }

        @Override
        public synchronized void close() {
            after(socket -> socket.sendClose(NORMAL, ""));
        }

        private void after(Step step) {
            sending = sending.thenCompose(step::take);
            CompletionStage<?> unused = sending.whenComplete((sent, fault) -> {
                if (fault != null) {
                    over(ABNORMAL);
                }
            });
        }

        @Override
        public void abort() {
            CompletionStage<Void> unused = opened.thenAccept(WebSocket::abort);
            over(ABNORMAL);
        }

        private void over(int code) {
            if (over.compareAndSet(false, true)) {
                heard.closed(code);
            }
        }
    }

    private interface Step {
        CompletableFuture<WebSocket> take(WebSocket socket);
    }
}
