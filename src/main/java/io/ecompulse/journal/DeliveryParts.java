package io.ecompulse.journal;

import io.vertx.core.Future;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What every delivery of a reader works with. */
record DeliveryParts(JournalStage stage, StageContext home, JournalConfig.Reads config, ReaderMeters meters) {

    /** Calls the stage and comes home with the outcome, later even if it is known at once. */
    <T> void call(Supplier<Future<T>> stageCall, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        Future<T> outcome;
        try {
            outcome = stageCall.get();
        } catch (RuntimeException | Error fault) {
            // An Error as well: the partition would stand still for ever, and nobody would know.
            outcome = Future.failedFuture(fault);
        }
        outcome.onComplete(done -> home.run(() -> then.accept(done.result(), done.cause())));
    }

    /** How long to wait after so many faults in a row. */
    long backOffMillis(int faults) {
        long doubled = config.backOffMin().toMillis() << Math.min(faults, 20);
        return Math.min(doubled, config.backOffMax().toMillis());
    }
}
