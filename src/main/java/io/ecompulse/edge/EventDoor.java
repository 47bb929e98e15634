package io.ecompulse.edge;

import io.ecompulse.edge.Admission.Decision;
import io.ecompulse.edge.EdgeMeters.Fault;
import io.ecompulse.edge.RateLimiter.Allowance;
import io.ecompulse.event.RejectReason;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes events over HTTP: body, then {@link EventPath}, then the answer. */
final class EventDoor {
    private static final Logger LOG = LoggerFactory.getLogger(EventDoor.class);

    private final EdgeState edge;
    private final Responses responses;
    private final BodyReader bodies;
    private final EventPath path;

    EventDoor(EdgeState edge, Responses responses, BodyReader bodies) {
        this.edge = edge;
        this.responses = responses;
        this.bodies = bodies;
        this.path = new EventPath(edge);
    }

    void handle(HttpServerRequest request, Route.Events route) {
        Dialect dialect = route.dialect();
        RequestHead head =
                new ReceivedHead(request, edge.services().clock().instant().toEpochMilli());
        ByteBudget.Share share = edge.budget().share();
        bodies.read(request, share)
                .compose(body -> body instanceof Body.Whole whole
                        ? path.answer(
                                new EventPath.Sent(route, head, whole.bytes()), share, spent -> tell(request, spent))
                        : path.refuse(((Body.Refused) body).refusal()))
                .onComplete(answered -> share.release())
                .onSuccess(answer -> responses.answer(request, answer, dialect))
                .onFailure(fault -> failed(request, fault, dialect));
    }

    /** Tells a sender what its source has left. Where it has to wait, the refusal says for how long. */
    private static void tell(HttpServerRequest request, Decision spent) {
        Allowance allowance = spent.allowance();
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
