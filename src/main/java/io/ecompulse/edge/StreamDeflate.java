package io.ecompulse.edge;

import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionUtil;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client and we agree on about permessage-deflate. Only what clients send is compressed: our frames are small, and a
 * compressor per socket would cost more memory than all else that a socket holds.
 *
 * @param answer the header of the handshake's answer
 * @param forgets whether the client begins each message anew
 */
record StreamDeflate(String answer, boolean forgets) {
    static final String HEADER = "Sec-WebSocket-Extensions";
    private static final String CLIENT_FORGETS = "client_no_context_takeover";
    private static final int LEVEL = 6;
    private static final PerMessageDeflateServerExtensionHandshaker NEGOTIATION =
            new PerMessageDeflateServerExtensionHandshaker(
                    LEVEL, true, PerMessageDeflateServerExtensionHandshaker.MAX_WINDOW_SIZE, true, true, 1);

    /** The first offer of a client that we can take; null when it offers none. */
    static @Nullable StreamDeflate of(HttpServerRequest request) {
        String offers = request.getHeader(HEADER);
        if (offers == null) {
            return null;
        }
        try {
            return first(offers);
        } catch (IndexOutOfBoundsException | NumberFormatException unreadable) {
            return null; // Netty's parser throws these at ";" and at a window that is no number: no offer that we can
            // take.
        }
    }

    private static @Nullable StreamDeflate first(String offers) {
        for (WebSocketExtensionData offer : WebSocketExtensionUtil.extractExtensions(offers)) {
            WebSocketServerExtension agreed = NEGOTIATION.handshakeExtension(offer);
            if (agreed != null) {
                WebSocketExtensionData answer = agreed.newReponseData();
                return new StreamDeflate(text(answer), answer.parameters().containsKey(CLIENT_FORGETS));
            }
        }
        return null;
    }

    private static String text(WebSocketExtensionData data) {
        StringBuilder text = new StringBuilder(data.name());
        for (Map.Entry<String, String> parameter : data.parameters().entrySet()) {
            text.append("; ").append(parameter.getKey());
            if (parameter.getValue() != null) {
                text.append('=').append(parameter.getValue());
            }
        }
        return text.toString();
    }
}
