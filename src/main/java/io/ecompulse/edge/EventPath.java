package io.ecompulse.edge;

import io.ecompulse.config.Source;
import io.ecompulse.edge.Admission.Applicant;
import io.ecompulse.edge.Admission.Decision;
import io.ecompulse.edge.protocol.Batch;
import io.ecompulse.edge.protocol.Call;
import io.ecompulse.edge.protocol.Opened;
import io.ecompulse.edge.protocol.Protocol;
import io.ecompulse.edge.protocol.Refusal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** From a whole body to its answer: admission, judgement, the journal. The same for a request that is only explained. */
final class EventPath {
    private final EdgeState edge;

    EventPath(EdgeState edge) {
        this.edge = edge;
    }

    /** A request with events whose body is all here. */
    record Sent(Route.Events route, RequestHead head, byte[] body) {
        /** The bytes that hold the events: the body, or the query of a GET, which says everything there. */
        private byte[] events() {
            return route.method().equals(HttpMethod.GET) ? head.query().getBytes(StandardCharsets.UTF_8) : body;
        }
    }

    /** Hears of each decision when it is taken. */
    interface Watch {
        /** Whose it is: told once, or a second time when the key stands in the body only. */
        default void entered(Sender sender, @Nullable String key, Decision decision) {}

        default void opened(Opened opened) {}

        /** What the request says of its source's cookie; null where that does not matter. */
        default void visitor(@Nullable CookieOffer cookie) {}

        /** What the source's rate says to it. */
        void spent(Decision decision);
    }

    Future<Answer> answer(Sent sent, ByteBudget.Share share, Watch watch) {
        Protocol protocol = edge.protocol(sent.route().dialect());
        Sender sender = Sender.of(sent.head(), edge.config().proxies());
        String key = WriteKey.in(sent.head());
        Decision entered = key == null ? null : enter(key, sender, protocol, watch);
        if (entered instanceof Decision.Refused refused) {
            return refuse(refused);
        }
        byte[] events = sent.events();
        Opened opened = protocol.open(events, new Call(sent.route().type(), sent.head()));
        watch.opened(opened);
        if (entered == null) {
            key = opened instanceof Batch batch ? batch.writeKey() : null;
            entered = enter(key, sender, protocol, watch);
        }
        if (entered instanceof Decision.Refused refused) {
            return key == null && opened instanceof Refusal refusal ? refuse(refusal) : refuse(refused);
        }
        Source source = ((Decision.Admitted) entered).source();
        Decision spent = edge.admission().spend(source, opened instanceof Batch batch ? batch.size() : 1);
        watch.spent(spent);
        if (spent instanceof Decision.Refused refused) {
            return refuse(refused);
        }
        CookieOffer cookie =
                CookieOffer.of(source, sender, sent.head(), edge.config().proxies());
        watch.visitor(cookie);
        Intake.Origin origin = new Intake.Origin(source, sender, protocol.tag(), cookie);
        return opened instanceof Batch batch
                ? edge.intake().take(batch, origin, share)
                : edge.intake().keep(events, (Refusal) opened, origin, share);
    }

    private Decision enter(@Nullable String key, Sender sender, Protocol protocol, Watch watch) {
        Decision decision = edge.admission().enter(new Applicant(key, sender.origin(), protocol.tag()));
        watch.entered(sender, key, decision);
        return decision;
    }

    Future<Answer> refuse(Refusal refusal) {
        return Future.succeededFuture(edge.intake().refused(refusal.reason(), refusal.detail()));
    }

    private Future<Answer> refuse(Decision.Refused refused) {
        return Future.succeededFuture(edge.intake().refused(refused));
    }
}
