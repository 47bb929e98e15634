package io.ecompulse.edge;

import io.ecompulse.event.RejectReason;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of one event loop, within the limit of the process (I6). One beyond it is served a single refusal, which tells a
 * client's library more than a cut would; and beyond a tenth more, it is cut.
 */
final class Connections {
    /** As how many'th of the open ones a connection came. */
    private static final AttributeKey<Integer> PLACE = AttributeKey.valueOf(Connections.class, "place");

    private final EdgeState edge;
    private final Set<HttpConnection> turnedAway = Collections.newSetFromMap(new IdentityHashMap<>());

    Connections(EdgeState edge) {
        this.edge = edge;
    }

    /** Counts a connection, before its handshake where it speaks TLS: one that never ends holds as much. False when it is to be cut. */
    static boolean begun(EdgeState edge, Channel channel) {
        AtomicInteger open = edge.connections();
        int place = open.incrementAndGet();
        channel.attr(PLACE).set(place);
        // The channel's end, not the connection's: a WebSocket takes the channel over.
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        int max = edge.config().http().connectionsMax();
        if (place > max + Math.max(1, max / 10)) {
            edge.meters().refused(RejectReason.OVERLOADED);
            return false;
        }
        return true;
    }

    void opened(HttpConnection connection) {
        Channel channel = channel(connection);
        if (!channel.hasAttr(PLACE) && !begun(edge, channel)) {
            connection.close().onFailure(gone -> {});
            return;
        }
        if (channel.attr(PLACE).get() > edge.config().http().connectionsMax()) {
            turnedAway.add(connection);
            channel.closeFuture().addListener(closed -> turnedAway.remove(connection));
        }
        HeadDeadline.watch(channel.pipeline(), edge.config().http().headerDeadline(), this::tooLate);
    }

    /** Whether it was one too many, and only hears so. */
    boolean isTurnedAway(HttpConnection connection) {
        return turnedAway.contains(connection);
    }

    /** It speaks WebSocket from now on. */
    static void upgraded(HttpConnection connection) {
        HeadDeadline.release(channel(connection).pipeline());
    }

    /** What a client hears whose head does not end; nothing is known of it that the answer could go by. */
    private byte[] tooLate() {
        edge.meters().refused(RejectReason.TIMEOUT);
        Answer.Refused refused = edge.intake().refused(RejectReason.TIMEOUT, "the head of the request took too long");
        String json = new String(AnswerJson.of(refused), StandardCharsets.UTF_8);
        String answer = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-type: application/json\r\n"
                + "retry-after: " + refused.retryAfterSeconds() + "\r\ncontent-length: " + json.length() + "\r\n\r\n"
                + json;
        return answer.getBytes(StandardCharsets.UTF_8);
    }

    /** Vert.x shows neither what came of a head so far nor the end of an upgraded connection; its channel does. */
    private static Channel channel(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }
}
