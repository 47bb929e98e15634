package io.ecompulse.edge;

import io.ecompulse.edge.Admission.Applicant;
import io.ecompulse.edge.Admission.Decision;
import io.ecompulse.edge.EdgeMeters.Fault;
import io.ecompulse.edge.protocol.Batch;
import io.ecompulse.edge.protocol.Opened;
import io.ecompulse.edge.protocol.Refusal;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.Utf8;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's stream: hello, welcome, then batches and their acks. An ack is written only after its batch is durable (I1)
 * and never before the ack of an earlier seq. Belongs to one event loop.
 */
final class StreamSession {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSession.class);
    private static final String PROTOCOL = "stream";
    private static final Name TYPE = new Name("type");
    private static final Name WRITE_KEY = new Name("writeKey");

    private final StreamTimers timers;
    private final EdgeState edge;
    private final ServerWebSocket socket;
    private final Sender sender;
    private final MessageAssembler message;
    private final ByteBudget.Share assembling;
    private final AckQueue acks;
    private final StreamOutbox outbox;
    private final StreamGate gate;
    private final StreamFlow flow;
    private final Turns turns = new Turns();
    private final Promise<Void> closed = Promise.promise();
    private int silentHeartbeats;
    private boolean closing;
    private boolean draining;
    /** Null until the hello. */
    private @Nullable Applicant applicant;

    private @Nullable Long lastSeq;

    StreamSession(Vertx vertx, EdgeState edge, ServerWebSocket socket, Sender sender, StreamGate gate) {
        this.timers = new StreamTimers(vertx);
        this.edge = edge;
        this.socket = socket;
        this.sender = sender;
        this.message = new MessageAssembler(edge.config().stream().frameBytesMax());
        this.assembling = edge.budget().share();
        this.acks = new AckQueue(this::write);
        this.outbox = new StreamOutbox(
                socket, edge.config().stream().guards(), edge.services().nanos());
        this.gate = gate;
        this.flow = new StreamFlow(gate, acks, outbox, edge.config().stream());
    }

    Future<Void> closed() {
        return closed.future();
    }

    void start() {
        socket.closeHandler(over -> ended());
        socket.exceptionHandler(fault -> LOG.debug("A stream broke", fault));
        gate.watch(this::fail);
        socket.drainHandler(drained -> follow());
        socket.frameHandler(this::onFrame);
        timers.start(
                edge.config().stream(),
                () -> fail(CloseCode.LATE_HELLO, RejectReason.TIMEOUT, "no hello came in time"),
                this::heartbeat);
        if (edge.draining().get()) {
            drain().onFailure(fault -> LOG.debug("A stream did not drain", fault));
        }
    }

    /** Sends the client elsewhere; completes when what was in flight has its ack and the socket is closed. */
    Future<Void> drain() {
        if (!draining && !closing) {
            draining = true;
            edge.meters().goaway();
            long spread = Math.max(1, edge.config().stream().reconnectMax().toMillis());
            write(StreamFrames.goaway(
                    "draining", Duration.ofMillis(edge.services().random().nextLong(spread))));
            closeIfDrained();
        }
        return closed.future();
    }

    private void onFrame(WebSocketFrame frame) {
        silentHeartbeats = 0;
        if (closing || frame.isClose() || frame.isPing() || frame.type() == WebSocketFrameType.PONG) {
            return;
        }
        if (frame.isBinary()) {
            fail(CloseCode.UNSUPPORTED, RejectReason.MALFORMED, "frames are text");
        } else if (!message.add(frame.binaryData())) {
            fail(CloseCode.TOO_LARGE, RejectReason.TOO_LARGE, "a message is longer than maxFrameBytes");
        } else if (!assembling.growTo(message.held())) {
            fail(CloseCode.TRY_LATER, RejectReason.OVERLOADED, "too much is on its way already");
        } else if (frame.isFinal()) {
            onMessage(message.take());
        }
    }

    private void onMessage(byte[] text) {
        try {
            if (!Utf8.isValid(text, 0, text.length)) {
                unreadable(text, RejectReason.INVALID_UTF8, "the frame is not UTF-8");
            } else if (applicant == null) {
                hello(JsonFields.of(text, 0, text.length));
            } else {
                batch(applicant, JsonFields.of(text, 0, text.length), text.length);
            }
        } catch (MalformedJson broken) {
            unreadable(text, RejectReason.MALFORMED, "the frame is not JSON: " + broken.getMessage());
        } finally {
            // What is in flight has taken its own share.
            assembling.release();
        }
    }

    private void hello(JsonFields frame) {
        Refusal fault = edge.segment().fault(frame);
        if (fault != null || !"hello".equals(frame.text(TYPE))) {
            String detail = fault == null ? "the first frame is a hello" : fault.detail();
            fail(CloseCode.NO_HELLO, fault == null ? RejectReason.MALFORMED : fault.reason(), detail);
            return;
        }
        Applicant asking = new Applicant(frame.text(WRITE_KEY), sender.origin(), PROTOCOL);
        if (edge.admission().enter(asking) instanceof Decision.Refused refused) {
            Refusal why = refused.refusal();
            fail(CloseCode.WRONG_KEY, why.reason(), why.detail());
            return;
        }
        timers.helloCame();
        applicant = asking;
        write(StreamFrames.welcome(edge.config().stream()));
    }

    private void batch(Applicant from, JsonFields frame, int bytes) {
        Long seq = StreamFrames.seq(frame);
        if (!"batch".equals(frame.text(TYPE)) || seq == null) {
            fail(CloseCode.BROKEN_RULES, RejectReason.MALFORMED, "after the hello come batches with a seq");
            return;
        }
        if (lastSeq != null && seq != lastSeq + 1) {
            fail(CloseCode.BROKEN_RULES, RejectReason.MALFORMED, "seq grows by one, " + (lastSeq + 1) + " was due");
            return;
        }
        lastSeq = seq;
        Opened opened = edge.segment().openFrame(frame);
        ByteBudget.Share share = edge.budget().share();
        AckQueue.Entry entry = acks.add(opened instanceof Batch batch ? batch.size() : 0, bytes);
        Future.succeededFuture()
                .compose(judge -> answered(from, opened, frame, share))
                .onComplete(done -> share.release())
                .onSuccess(answer -> {
                    acks.answer(entry, answerFrame(seq, answer));
                    follow();
                    closeIfDrained();
                })
                .onFailure(fault -> internal(fault));
        if (flow.hasOverrun()) {
            edge.meters().creditExceeded();
        }
        if (flow.isPatienceOver()) {
            fail(CloseCode.CREDIT_EXCEEDED, RejectReason.RATE_LIMITED, "more is in flight than the credit allows");
        }
        follow();
    }

    private Future<Answer> answered(Applicant from, Opened opened, JsonFields frame, ByteBudget.Share share) {
        Intake intake = edge.intake();
        if (draining || edge.draining().get()) {
            return Future.succeededFuture(intake.refused(RejectReason.DRAINING, "this server is going down"));
        }
        assembling.release();
        if (!share.growTo(frame.value().json().length)) {
            return intake.overloaded();
        }
        // Keys, origins and rates may have changed since the hello.
        Decision decision = edge.admission().admit(from, opened instanceof Batch batch ? batch.size() : 1);
        if (decision instanceof Decision.Refused refused) {
            return Future.succeededFuture(intake.refused(refused));
        }
        Intake.Origin origin = new Intake.Origin(((Decision.Admitted) decision).source(), sender, PROTOCOL);
        return opened instanceof Batch batch
                ? intake.takeInTurn(batch, origin, share, turns)
                : intake.keep(frame.value().raw(), (Refusal) opened, origin, share);
    }

    private String answerFrame(long seq, Answer answer) {
        if (answer instanceof Answer.Taken taken) {
            return StreamFrames.ack(seq, taken, edge.config().stream());
        }
        Answer.Refused refused = (Answer.Refused) answer;
        edge.meters().refused(refused.reason());
        return StreamFrames.nack(seq, refused);
    }

    /** A frame that no event can be read from is kept as a failed event once we know whose it is. */
    private void unreadable(byte[] text, RejectReason reason, String detail) {
        if (applicant != null && edge.admission().admit(applicant, 1) instanceof Decision.Admitted admitted) {
            ByteBudget.Share share = edge.budget().share();
            Intake.Origin origin = new Intake.Origin(admitted.source(), sender, PROTOCOL);
            edge.intake()
                    .keep(text, new Refusal(reason, detail), origin, share)
                    .onComplete(done -> share.release())
                    .onFailure(this::internal);
        }
        fail(CloseCode.NOT_TEXT, reason, detail);
    }

    private void internal(Throwable fault) {
        LOG.error("A stream's batch could not be answered", fault);
        edge.meters().fault(Fault.STREAM);
        fail(CloseCode.INTERNAL, RejectReason.INTERNAL, "a fault of the server");
    }

    /** Says why, then closes. What has no ack by then was not claimed; the client sends it again. */
    private void fail(CloseCode code, RejectReason reason, String detail) {
        if (closing) {
            return;
        }
        edge.meters().refused(reason);
        write(StreamFrames.error(edge.intake().refused(reason, detail)));
        close(code, reason.tag());
    }

    private void closeIfDrained() {
        if (draining && acks.isEmpty() && !closing) {
            close(CloseCode.RESTARTING, "draining");
        }
    }

    private void close(CloseCode code, String reason) {
        if (closing) {
            return; // The last word itself was more than the client's buffer takes.
        }
        closing = true;
        edge.meters().streamClosed(code);
        timers.closing(gate);
        flow.open(); // Or the client's own close frame would never be read.
        socket.close(code.number(), reason).onFailure(fault -> LOG.debug("A stream was gone before its close", fault));
    }

    private void ended() {
        closing = true;
        timers.stop();
        assembling.release();
        closed.tryComplete();
    }

    private void write(String frame) {
        if (!closing && !socket.isClosed()) {
            outbox.write(frame);
            if (outbox.isOverfull()) {
                slowReader();
            }
        }
    }

    private void follow() {
        if (!closing && !socket.isClosed()) {
            flow.follow();
        }
    }

    private void slowReader() {
        edge.meters().refused(RejectReason.TIMEOUT);
        close(CloseCode.SLOW_READER, RejectReason.TIMEOUT.tag());
    }

    private void heartbeat() {
        if (!closing && outbox.isStuck()) {
            slowReader();
        }
        if (closing || flow.isPaused()) {
            return;
        }
        if (++silentHeartbeats > 2) {
            fail(CloseCode.SILENT, RejectReason.TIMEOUT, "no sign of life");
            return;
        }
        socket.writePing(Buffer.buffer()).onFailure(fault -> LOG.debug("A stream was gone before a ping", fault));
    }
}
