package io.ecompulse.edge;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.Source;
import io.ecompulse.config.SuppressedSubjects;
import io.ecompulse.config.Treatment;
import io.ecompulse.edge.EdgeMeters.Fault;
import io.ecompulse.edge.address.Countries;
import io.ecompulse.edge.bot.BotCheck;
import io.ecompulse.edge.protocol.Batch;
import io.ecompulse.edge.protocol.Refusal;
import io.ecompulse.edge.protocol.Screen;
import io.ecompulse.edge.protocol.Verdict;
import io.ecompulse.event.Envelope;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.SuppressReason;
import io.ecompulse.journal.Durability;
import io.ecompulse.journal.JournalUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way in, behind every door: judges each event of a batch, appends, and answers once the append is durable. Shared
 * by all event loops.
 */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final long WAIT_SECONDS_MAX = Duration.ofDays(1).toSeconds();

    private final EdgeConfig config;
    private final EdgeServices services;
    private final EdgeMeters meters;
    private final BotCheck bots;
    private final @Nullable Countries countries;
    private final RecentIds recent;
    private final AcceptedBooks books;
    private final AtomicBoolean journalLost = new AtomicBoolean();

    Intake(EdgeConfig config, EdgeServices services, EdgeMeters meters, BotCheck bots, @Nullable Countries countries) {
        this.config = config;
        this.services = services;
        this.meters = meters;
        this.bots = bots;
        this.countries = countries;
        this.recent = new RecentIds(config.recentIdsMax(), config.recentAge(), services.nanos());
        this.books = new AcceptedBooks(config.books().linesMax());
    }

    /** What was acknowledged, for the books. */
    AcceptedBooks books() {
        return books;
    }

    /**
     * Who sent a batch, and in which language.
     *
     * @param cookie null where no visitor is given
     */
    record Origin(
            Source source,
            Sender sender,
            String protocol,
            @Nullable CookieOffer cookie) {
        /** One that gives no visitor. */
        Origin(Source source, Sender sender, String protocol) {
            this(source, sender, protocol, null);
        }

        /** The less of what the source keeps and what the sender wants kept. */
        IpPolicy ip() {
            return source.ip().stricter(sender.signals().ip());
        }

        /** I10: what is taken from its events. Whoever drops the address drops it wherever an event repeats it. */
        Screen screen(SuppressedSubjects subjects) {
            Treatment asked = sender.signals().treatment(source.privacy());
            return new Screen(
                    asked.and(ip() == IpPolicy.DROP ? Treatment.STRIP_IP : Treatment.ALLOW),
                    source.privacy().consent(),
                    source.id(),
                    subjects,
                    sender.address(),
                    ip() == IpPolicy.TRUNCATE ? told -> ClientAddress.kept(told, IpPolicy.TRUNCATE) : null);
        }

        /** Why none of its events is stored, or null. */
        @Nullable
        SuppressReason dropped() {
            return sender.signals().dropped(source.privacy());
        }
    }

    /**
     * Takes a batch. The share, which holds its body, also gets to hold its entries; the caller releases it with the
     * answer. Judging a large one lets the event loop do other work in between, so two batches that one sender
     * gives at once may change places.
     */
    Future<Answer> take(Batch batch, Origin origin, ByteBudget.Share share) {
        long began = services.nanos().getAsLong();
        Judging judging = judging(batch, origin, share);
        if (judging == null) {
            return overloaded();
        }
        return inSlices(judging).compose(done -> answered(judging, origin, began));
    }

    /** The same without letting anything pass it: what one stream sends keeps its order, up to the journal. */
    Future<Answer> takeInTurn(Batch batch, Origin origin, ByteBudget.Share share, Turns turns) {
        long began = services.nanos().getAsLong();
        Judging judging = judging(batch, origin, share);
        if (judging == null) {
            return overloaded();
        }
        // The turn is over when the append has begun.
        return turns.take(() -> inSlices(judging).map(done -> answered(judging, origin, began)))
                .compose(appending -> appending);
    }

    /** I6: null when the budget has no room for the entries; then not one of them is made. */
    private @Nullable Judging judging(Batch batch, Origin origin, ByteBudget.Share share) {
        Entries entries = entries(origin);
        return share.growBy(entries.bytes(batch.size(), batch.expandedBytes()))
                ? new Judging(batch, origin, origin.screen(services.subjects().get()), entries, recent)
                : null;
    }

    private static Future<Void> inSlices(Judging judging) {
        Context loop = Vertx.currentContext();
        if (loop == null) {
            judging.finish();
        }
        if (loop == null || judging.slice()) {
            return Future.succeededFuture();
        }
        Promise<Void> judged = Promise.promise();
        loop.runOnContext(next ->
                Future.succeededFuture().compose(again -> inSlices(judging)).onComplete(judged));
        return judged.future();
    }

    private Future<Answer> answered(Judging judging, Origin origin, long began) {
        return append(judging.judged(), origin).map(answer -> {
            if (answer instanceof Answer.Taken taken) {
                meters.acknowledged(Duration.ofNanos(services.nanos().getAsLong() - began));
                return withCookie(taken, origin.cookie(), judging.given());
            }
            return answer;
        });
    }

    /** Nobody keeps a visitor who was not given one: the cookie is neither set nor renewed for events that name their own. */
    private static Answer withCookie(Answer.Taken taken, @Nullable CookieOffer cookie, @Nullable String given) {
        return cookie == null || given == null ? taken : taken.withCookie(cookie.set(given));
    }

    /** A whole body that no event could be read from: kept as one failed event, then refused. */
    Future<Answer> keep(byte[] body, Refusal refusal, Origin origin, ByteBudget.Share share) {
        if (body.length == 0 || refusal.reason().status() != 400) {
            return Future.succeededFuture(refused(refusal.reason(), refusal.detail()));
        }
        SuppressReason dropped = origin.dropped();
        if (dropped != null) {
            meters.received(1);
            meters.suppressed(dropped, 1);
            return Future.succeededFuture(refused(refusal.reason(), refusal.detail()));
        }
        Entries entries = entries(origin);
        if (!share.growBy(entries.bytes(1, Math.min(body.length, config.events().eventBytesMax())))) {
            return overloaded();
        }
        Judged judged = new Judged();
        // I10: what cannot be read may hold what must not be kept.
        JsonValue kept = origin.screen(services.subjects().get()).mayTakeSomething()
                ? Screen.NOTHING
                : new JsonValue(body, 0, body.length);
        Verdict.Unsound whole = new Verdict.Unsound(null, refusal.reason(), refusal.detail(), kept);
        judged.reject(0, whole, entries);
        return append(judged, origin)
                .map(answer -> answer instanceof Answer.Taken ? refused(refusal.reason(), refusal.detail()) : answer);
    }

    /** What is answered while the budget has no room. */
    Future<Answer> overloaded() {
        return Future.succeededFuture(refused(RejectReason.OVERLOADED, "too much is on its way already"));
    }

    /** A refusal with its waiting time, spread so that clients do not come back in step. Counted where it is answered. */
    Answer.Refused refused(RejectReason reason, String detail) {
        return refused(reason, detail, Duration.ZERO);
    }

    /** The same for an applicant that was not admitted. */
    Answer.Refused refused(Admission.Decision.Refused decision) {
        return refused(decision.refusal().reason(), decision.refusal().detail(), decision.waitMin());
    }

    private Answer.Refused refused(RejectReason reason, String detail, Duration waitMin) {
        if (!reason.retryable()) {
            return new Answer.Refused(reason, detail, 0);
        }
        int base = (int) Math.max(1, config.retryAfter().toSeconds());
        long wait = Math.max(base, waitMin.toSeconds() + 1);
        return new Answer.Refused(reason, detail, (int)
                Math.min(WAIT_SECONDS_MAX, wait + services.random().nextInt(base / 2 + 1)));
    }

    private Future<Answer> append(Judged judged, Origin origin) {
        meters.received(judged.accepted().size() + judged.results().size());
        Future<Durability> appended = judged.entries().isEmpty()
                ? Future.succeededFuture(Durability.JOURNAL) // Nothing is claimed that was not acknowledged before.
                : services.journal().append(judged.entries(), least(origin.source()));
        return appended.<Answer>map(durability -> taken(judged, origin.source().id(), durability))
                .recover(fault -> Future.succeededFuture(notAppended(judged, fault)));
    }

    private Answer taken(Judged judged, String source, Durability durability) {
        if (journalLost.compareAndSet(true, false)) {
            LOG.info("The journal takes events again");
        }
        // I1: only now may an identity be called known.
        recent.remember(judged.accepted());
        books.add(source, judged.entries()); // I11
        meters.accepted(judged.accepted().size());
        meters.duplicates(judged.duplicates());
        judged.rejected().forEach(meters::discarded);
        judged.suppressed().forEach(meters::suppressed);
        judged.stripped().forEach(meters::stripped);
        return new Answer.Taken(
                judged.accepted().size(),
                judged.duplicates(),
                judged.rejectedCount(),
                judged.suppressedCount(),
                judged.results(),
                durability,
                null);
    }

    /** The weakest durability that the source calls accepted. */
    private static Durability least(Source source) {
        return source.spool() ? Durability.SPOOL : Durability.JOURNAL;
    }

    private Answer notAppended(Judged judged, Throwable fault) {
        RejectReason reason = reason(fault);
        meters.discarded(reason, judged.accepted().size() + judged.results().size());
        meters.fault(Fault.APPEND);
        if (journalLost.compareAndSet(false, true)) {
            LOG.warn("The journal does not take events; clients are told to come again", fault);
        }
        return refused(reason, detail(reason));
    }

    private static RejectReason reason(Throwable fault) {
        return !(fault instanceof JournalUnavailable unavailable)
                ? RejectReason.JOURNAL_UNAVAILABLE
                : switch (unavailable.why()) {
                    case OVERLOADED -> RejectReason.OVERLOADED;
                    case SPOOL_FULL -> RejectReason.SPOOL_FULL;
                    case SPOOL_FAILING -> RejectReason.SPOOL_FAILING;
                    case REFUSED, SILENT, UNFIT -> RejectReason.JOURNAL_UNAVAILABLE;
                };
    }

    private static String detail(RejectReason reason) {
        return switch (reason) {
            case OVERLOADED -> "too much is on its way already";
            case SPOOL_FULL -> "the journal is away, and the spool is full";
            case SPOOL_FAILING -> "the journal is away, and the spool does not work";
            default -> "the journal did not confirm";
        };
    }

    private Entries entries(Origin origin) {
        Envelope.About envelope = new Envelope.About(
                services.clock().instant(),
                origin.source().id(),
                origin.protocol(),
                config.id(),
                ClientAddress.kept(origin.sender().address(), origin.ip()),
                origin.sender().userAgent());
        return new Entries(
                new Entries.About(
                        envelope,
                        origin.sender().address(),
                        services.version(),
                        config.events().eventBytesMax(),
                        services.random()),
                bots,
                countries);
    }
}
