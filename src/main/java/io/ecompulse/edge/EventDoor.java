package io.ecompulse.edge;

import io.ecompulse.config.Source;
import io.ecompulse.edge.Admission.Applicant;
import io.ecompulse.edge.Admission.Decision;
import io.ecompulse.edge.EdgeMeters.Fault;
import io.ecompulse.edge.RateLimiter.Allowance;
import io.ecompulse.edge.protocol.Batch;
import io.ecompulse.edge.protocol.Call;
import io.ecompulse.edge.protocol.Opened;
import io.ecompulse.edge.protocol.Protocol;
import io.ecompulse.edge.protocol.Refusal;
import io.ecompulse.event.RejectReason;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes events over HTTP: body, then admission, then judgement, then the journal, then the answer. */
final class EventDoor {
    private static final Logger LOG = LoggerFactory.getLogger(EventDoor.class);

    private final EdgeState edge;
    private final Responses responses;
    private final BodyReader bodies;

    EventDoor(EdgeState edge, Responses responses, BodyReader bodies) {
        this.edge = edge;
        this.responses = responses;
        this.bodies = bodies;
    }

    void handle(HttpServerRequest request, Route.Events route) {
        Dialect dialect = route.dialect();
        Call call = new Call(
                route.type(),
                new RequestHead(request, edge.services().clock().instant().toEpochMilli()));
        ByteBudget.Share share = edge.budget().share();
        bodies.read(request, share)
                .compose(body -> body instanceof Body.Whole whole
                        ? answer(request, new Sent(dialect, call, events(whole, call, dialect)), share)
                        : refuse(((Body.Refused) body).refusal()))
                .onComplete(answered -> share.release())
                .onSuccess(answer -> responses.answer(request, answer, dialect))
                .onFailure(fault -> failed(request, fault, dialect));
    }

    /** A body that is all here, and how to read it. */
    private record Sent(Dialect dialect, Call call, byte[] body) {}

    /** The bytes that hold the events: the body, or the query of a GET, which says everything there. */
    private static byte[] events(Body.Whole whole, Call call, Dialect dialect) {
        return dialect.method().equals(HttpMethod.GET)
                ? call.head().query().getBytes(StandardCharsets.UTF_8)
                : whole.bytes();
    }

    private Future<Answer> answer(HttpServerRequest request, Sent sent, ByteBudget.Share share) {
        Protocol protocol = edge.protocol(sent.dialect());
        Sender sender = Sender.of(request, edge.config().proxies());
        String key = WriteKey.in(request);
        Decision entered = key == null ? null : edge.admission().enter(applicant(key, sender, protocol));
        if (entered instanceof Decision.Refused refused) {
            return refuse(request, refused);
        }
        Opened opened = protocol.open(sent.body(), sent.call());
        if (entered == null) {
            key = opened instanceof Batch batch ? batch.writeKey() : null;
            entered = edge.admission().enter(applicant(key, sender, protocol));
        }
        if (entered instanceof Decision.Refused refused) {
            return key == null && opened instanceof Refusal refusal ? refuse(refusal) : refuse(request, refused);
        }
        Source source = ((Decision.Admitted) entered).source();
        Decision spent = edge.admission().spend(source, opened instanceof Batch batch ? batch.size() : 1);
        if (spent instanceof Decision.Refused refused) {
            return refuse(request, refused);
        }
        tell(request, ((Decision.Admitted) spent).allowance());
        Intake.Origin origin = new Intake.Origin(source, sender, protocol.tag());
        return opened instanceof Batch batch
                ? edge.intake().take(batch, origin, share)
                : edge.intake().keep(sent.body(), (Refusal) opened, origin, share);
    }

    private static Applicant applicant(@Nullable String key, Sender sender, Protocol protocol) {
        return new Applicant(key, sender.origin(), protocol.tag());
    }

    private Future<Answer> refuse(Refusal refusal) {
        return Future.succeededFuture(edge.intake().refused(refusal.reason(), refusal.detail()));
    }

    private Future<Answer> refuse(HttpServerRequest request, Decision.Refused refused) {
        tell(request, refused.allowance());
        return Future.succeededFuture(edge.intake().refused(refused));
    }

    /** Tells a sender what its source has left. Where it has to wait, the refusal says for how long. */
    private static void tell(HttpServerRequest request, @Nullable Allowance allowance) {
        if (allowance != null) {
            request.response()
                    .putHeader("X-RateLimit-Limit", Integer.toString(allowance.limit()))
                    .putHeader("X-RateLimit-Remaining", Long.toString(allowance.remaining()))
                    .putHeader("X-RateLimit-Reset", Long.toString(wholeSeconds(allowance.until())));
        }
    }

    private static long wholeSeconds(Duration wait) {
        return wait.plusSeconds(1).minusNanos(1).toSeconds();
    }

    private void failed(HttpServerRequest request, Throwable fault, Dialect dialect) {
        if (fault instanceof ClientGone) {
            return; // It went away while it was sending; it has no answer, so it knows to send again.
        }
        LOG.error("A request could not be answered", fault);
        edge.meters().fault(Fault.REQUEST);
        if (request.response().closed()) {
            return;
        }
        responses.refuse(request, edge.intake().refused(RejectReason.INTERNAL, "a fault of the server"), dialect);
    }
}
