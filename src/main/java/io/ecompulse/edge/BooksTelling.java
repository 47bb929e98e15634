package io.ecompulse.edge;

import io.ecompulse.edge.EdgeMeters.Fault;
import io.ecompulse.journal.AcceptedPage;
import io.ecompulse.journal.Durability;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalTopic;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the books topic what was accepted, a page at a time. A page that Kafka did not confirm is sent again as it was, under
 * its number, so that it counts once. Never spooled: what is not told now is told with a later page. Thread-safe.
 */
final class BooksTelling {
    private static final Logger LOG = LoggerFactory.getLogger(BooksTelling.class);
    private static final int LINES_MAX = 1_000;

    private final EdgeServices services;
    private final EdgeMeters meters;
    private final AcceptedBooks books;
    private final String edge;
    private final String run;

    private @Nullable AcceptedPage open;
    private @Nullable Future<Void> sending;
    private long numbers;
    private boolean isFailing;

    BooksTelling(EdgeServices services, EdgeMeters meters, AcceptedBooks books, String edge) {
        this.services = services;
        this.meters = meters;
        this.books = books;
        this.edge = edge;
        this.run = edge + "-" + Long.toHexString(services.random().nextLong());
    }

    /** Sends what there is, unless that is under way. */
    synchronized Future<Void> tell() {
        Future<Void> current = sending;
        if (current != null) {
            return current;
        }
        AcceptedPage page = open == null ? next() : open;
        if (page == null) {
            return Future.succeededFuture();
        }
        open = page;
        Future<Void> told = services.journal()
                .append(List.of(entry(page)), Durability.JOURNAL)
                .<Void>mapEmpty()
                .onComplete(done -> ended(done.cause()));
        sending = told.isComplete() ? null : told;
        return told;
    }

    /** Sends until nothing is left, or until Kafka does not take it. */
    Future<Void> tellAll() {
        return tell().compose(told -> isTold() ? Future.succeededFuture() : tellAll());
    }

    private synchronized boolean isTold() {
        if (open == null) {
            open = next();
        }
        return open == null;
    }

    private synchronized void ended(@Nullable Throwable fault) {
        sending = null;
        if (fault == null) {
            open = null;
            isFailing = false;
            return;
        }
        meters.fault(Fault.BOOKS);
        if (!isFailing) {
            isFailing = true;
            LOG.warn("The books could not be told what was accepted; it is tried again", fault);
        }
    }

    private @Nullable AcceptedPage next() {
        List<AcceptedPage.Line> lines = books.take(LINES_MAX);
        return lines.isEmpty() ? null : new AcceptedPage(edge, run, ++numbers, lines);
    }

    private JournalEntry entry(AcceptedPage page) {
        byte[] key = run.getBytes(StandardCharsets.UTF_8);
        return new JournalEntry(
                JournalTopic.BOOKS, key, page.toJson(), services.clock().millis(), List.of());
    }
}
