package io.ecompulse.edge;

import io.ecompulse.config.KeyMode;
import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Says what would become of a request, by sending it down the path of every other one: with a journal, a rate, a memory and meters
 * of its own, which are forgotten when it is answered.
 */
final class Explainer {
    private final Vertx vertx;
    private final EdgeState live;

    Explainer(Vertx vertx, EdgeState live) {
        this.vertx = vertx;
        this.live = live;
    }

    /** @param reader who asks: keys of other sources are as unknown to it as they are to anybody */
    Future<Explanation> explain(DescribedRequest request, Source reader) {
        ForgottenJournal journal = new ForgottenJournal();
        EdgeState edge = EdgeState.of(live.config(), services(journal, reader), live.bots(), live.countries());
        Explanation explanation = new Explanation(edge, request);
        RequestHead head = request.head(live.services().clock().instant().toEpochMilli());
        Route route = new Routes(edge.config().snowplowPaths()).of(request.path());
        if (!explanation.tellRoute(route) || !(route instanceof Route.Events events)) {
            return Future.succeededFuture(explanation);
        }
        ByteBudget.Share share = edge.budget().share();
        Body body =
                new BodyReader(vertx, edge.config().body()).read(request.body(), head.lines("Content-Encoding"), share);
        explanation.tellBody(body);
        EventPath path = new EventPath(edge);
        Future<Answer> answered = body instanceof Body.Whole whole
                ? path.answer(new EventPath.Sent(events, head, whole.bytes()), share, explanation.watch(head))
                : path.refuse(((Body.Refused) body).refusal());
        return answered.map(answer -> explanation.tellAnswer(answer, events.dialect(), head, journal.events()));
    }

    private EdgeServices services(ForgottenJournal journal, Source reader) {
        EdgeServices services = live.services();
        return new EdgeServices(
                () -> seenBy(reader),
                services.subjects(),
                journal,
                new SimpleMeterRegistry(),
                new Health(),
                services.clock(),
                services.nanos(),
                services.random(),
                services.version());
    }

    private Sources seenBy(Source reader) {
        Sources all = live.services().sources().get();
        boolean isDefault = all.keys() != KeyMode.ENFORCE
                && all.forStranger(null)
                        .map(owner -> owner.id().equals(reader.id()))
                        .orElse(false);
        return isDefault
                ? new Sources(List.of(reader), new Sources.Strangers(all.keys(), reader))
                : new Sources(List.of(reader));
    }
}
