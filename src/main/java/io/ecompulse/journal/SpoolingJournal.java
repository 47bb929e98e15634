package io.ecompulse.journal;

import io.ecompulse.journal.spool.Spool;
import io.ecompulse.journal.spool.SpoolUnavailable;
import io.ecompulse.telemetry.Health;
import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A journal that goes on while Kafka is away: what Kafka does not acknowledge is spooled, and brought to Kafka in the order of
 * the spool once it answers again. Live appends do not wait for that.
 *
 * <pre>
 *  append ──> breaker ──closed, probe──> Kafka ──acknowledged──> answer "journal"
 *                │                         └─refused, silent, too much in flight─┐
 *                └──open────────────────────────────────────────────> spool ──> answer "spool"
 *                                               Kafka <── drain <───────┘
 * </pre>
 *
 * An append that Kafka may have had although it did not say so is in the log twice after the drain, with one identity: the
 * readers' window keeps one (I7).
 */
public final class SpoolingJournal implements Journal {
    private final Vertx vertx;
    private final BreakingJournal kafka;
    private final Spool spool;
    private final Durability spooled;
    private final SpoolDrain drain;
    private final SpoolMeters meters;

    /**
     * What the spooling journal stands on.
     *
     * @param spooled what an append into this spool is worth
     */
    public record Parts(
            Vertx vertx,
            JournalConfig config,
            Spool spool,
            Durability spooled,
            MeterRegistry registry,
            InstantSource clock) {}

    /** Starts to drain what an earlier process left. The journal and the spool are this one's to close from now on. */
    public static SpoolingJournal over(BreakingJournal kafka, Parts parts, Health health) {
        SpoolingJournal journal = new SpoolingJournal(kafka, parts);
        health.register("spool", false, () -> parts.spool().status().problem());
        health.register("journal", true, journal::problem);
        journal.drain.start();
        return journal;
    }

    private SpoolingJournal(BreakingJournal kafka, Parts parts) {
        this.vertx = parts.vertx();
        this.kafka = kafka;
        this.spool = parts.spool();
        this.spooled = parts.spooled();
        this.meters = new SpoolMeters(parts.registry(), spool, parts.clock());
        SpoolDrain.Target target = new SpoolDrain.Target(kafka, vertx.getOrCreateContext(), parts.clock());
        this.drain = new SpoolDrain(spool, target, parts.config().drain(), meters);
    }

    /** Keeps nothing but in Kafka. */
    @Override
    public Future<Durability> append(List<JournalEntry> entries) {
        return append(entries, Durability.JOURNAL);
    }

    @Override
    public Future<Durability> append(List<JournalEntry> entries, Durability least) {
        if (entries.isEmpty()) {
            return Future.succeededFuture(Durability.JOURNAL);
        }
        return kafka.append(entries).recover(fault -> {
            boolean isUnfit = fault instanceof JournalUnavailable known && known.why() == JournalUnavailable.Why.UNFIT;
            return isUnfit ? Future.failedFuture(fault) : instead(entries, least, fault);
        });
    }

    @Override
    public int recordBytesMax() {
        return kafka.recordBytesMax();
    }

    @Override
    public JournalReader reader(Stage stage, String group, JournalTopic topic) {
        return kafka.reader(stage, group, topic);
    }

    /** Drains what is left while Kafka takes it, within the bound; the rest waits on the volume for the next process. */
    @Override
    public Future<Void> close() {
        return vertx.<Void>executeBlocking(
                        () -> {
                            drain.stop();
                            return null;
                        },
                        false)
                .eventually(kafka::close)
                .eventually(() -> vertx.executeBlocking(
                        () -> {
                            spool.close();
                            return null;
                        },
                        false));
    }

    /** Spools what Kafka did not take, where that is enough for whoever asked. */
    private Future<Durability> instead(List<JournalEntry> entries, Durability least, Throwable fault) {
        if (spooled.compareTo(least) < 0) {
            return Future.failedFuture(fault);
        }
        Context caller = vertx.getOrCreateContext();
        List<byte[]> records = new ArrayList<>(entries.size());
        for (JournalEntry entry : entries) {
            records.add(EntryBytes.of(entry));
        }
        Promise<Durability> answer = Promise.promise();
        spool.append(records)
                .whenComplete(
                        (stored, refused) -> caller.runOnContext(home -> finish(answer, records.size(), refused)));
        return answer.future();
    }

    /** I1: only what the spool says is fsynced may be answered. */
    private void finish(Promise<Durability> answer, int size, @Nullable Throwable refused) {
        if (refused == null) {
            meters.spooled(size);
            answer.complete(spooled);
        } else {
            meters.refused(size);
            answer.fail(unavailable(refused));
        }
    }

    private static JournalUnavailable unavailable(Throwable refused) {
        Throwable fault =
                refused instanceof CompletionException && refused.getCause() != null ? refused.getCause() : refused;
        // A record that is longer than the spool can hold is the record's own fault, as it would be Kafka's.
        JournalUnavailable.Why why = fault instanceof IllegalArgumentException
                ? JournalUnavailable.Why.UNFIT
                : JournalUnavailable.Why.SPOOL_FAILING;
        if (fault instanceof SpoolUnavailable known) {
            why = switch (known.why()) {
                case FULL -> JournalUnavailable.Why.SPOOL_FULL;
                case BUSY -> JournalUnavailable.Why.OVERLOADED;
                case FAILING -> JournalUnavailable.Why.SPOOL_FAILING;
                case CLOSED -> JournalUnavailable.Why.REFUSED;
            };
        }
        return new JournalUnavailable(why, "Kafka is away, and the spool did not take the append", fault);
    }

    /** Why this process should take no traffic, or null: Kafka away is no reason while the spool takes what comes. */
    private @Nullable String problem() {
        String problem = spool.status().problem();
        return problem == null || !kafka.isAway() ? null : "Kafka is away, and " + problem;
    }
}
