package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.SuppressedSubjects;
import io.ecompulse.journal.AcceptedPage;
import io.ecompulse.journal.AcceptedPage.Line;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.JournalUnavailable;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The edge's side of the books (I11). */
class AcceptedBooksTest {
    private static final long MINUTE = TestEdge.NOW.getEpochSecond() / 60;

    private final FakeJournal journal = new FakeJournal();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AcceptedBooks books = new AcceptedBooks(3);
    private final BooksTelling telling = new BooksTelling(
            new EdgeServices(
                    TestEdge::sources,
                    () -> SuppressedSubjects.NONE,
                    journal,
                    registry,
                    new Health(),
                    InstantSource.fixed(TestEdge.NOW),
                    () -> 0,
                    new Random(3),
                    "test"),
            new EdgeMeters(registry, () -> 0, () -> 0, () -> 0),
            books,
            "edge-1");

    @Test
    void countsEventsBySourceAndMinuteAndNothingElse() {
        books.add("shop", List.of(entry(JournalTopic.EVENTS, 0), entry(JournalTopic.FAILED, 0)));
        books.add("shop", List.of(entry(JournalTopic.EVENTS, 59_999), entry(JournalTopic.EVENTS, 60_000)));
        books.add("other", List.of(entry(JournalTopic.EVENTS, 0)));
        books.add("other", List.of());

        telling.tell();

        assertThat(told())
                .containsExactly(
                        new Line("other", MINUTE, 1), new Line("shop", MINUTE, 2), new Line("shop", MINUTE + 1, 1));
    }

    @Test
    void tellsNothingWhenThereIsNothing() {
        assertThat(telling.tell().succeeded()).isTrue();

        assertThat(journal.entries(JournalTopic.BOOKS)).isEmpty();
    }

    @Test
    void aPageThatWasNotConfirmedIsSentAgainAsItWas() {
        books.add("shop", List.of(entry(JournalTopic.EVENTS, 0)));
        journal.failWith(JournalUnavailable.failed("away", new IllegalStateException()));
        assertThat(telling.tell().failed()).isTrue();
        books.add("shop", List.of(entry(JournalTopic.EVENTS, 0)));
        journal.recover();

        telling.tellAll();

        List<AcceptedPage> pages = pages();
        assertThat(pages).extracting(AcceptedPage::number).containsExactly(1L, 2L);
        assertThat(told()).containsExactly(new Line("shop", MINUTE, 1), new Line("shop", MINUTE, 1));
        assertThat(registry.get("ecompulse.errors")
                        .tag("step", "books")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void sendsOnePageAtATime() {
        journal.hold();
        books.add("shop", List.of(entry(JournalTopic.EVENTS, 0)));
        telling.tell();
        books.add("shop", List.of(entry(JournalTopic.EVENTS, 60_000)));
        telling.tell();
        assertThat(journal.heldAppends()).isEqualTo(1);

        journal.acknowledge(0);
        telling.tell();
        assertThat(journal.heldAppends()).isEqualTo(1);
    }

    @Test
    void remembersAsManyLinesAsAllowedAndForgetsTheOldestMinute() {
        for (int minute = 1; minute <= 3; minute++) {
            books.add("shop", List.of(entry(JournalTopic.EVENTS, minute * 60_000L)));
        }
        assertThat(books.forgotten()).isZero();
        books.add("shop", List.of(entry(JournalTopic.EVENTS, 0)));

        assertThat(books.forgotten()).isEqualTo(1);
        assertThat(books.take(10)).extracting(Line::minute).containsExactly(MINUTE + 1, MINUTE + 2, MINUTE + 3);
    }

    private List<AcceptedPage> pages() {
        return journal.entries(JournalTopic.BOOKS).stream()
                .map(entry -> {
                    try {
                        return AcceptedPage.parse(entry.value());
                    } catch (IOException fault) {
                        throw new UncheckedIOException(fault);
                    }
                })
                .toList();
    }

    private List<Line> told() {
        return pages().stream().flatMap(page -> page.lines().stream()).toList();
    }

    private static JournalEntry entry(JournalTopic topic, long millisLater) {
        long at = MINUTE * 60_000 + millisLater;
        return new JournalEntry(topic, new byte[0], new byte[0], at, List.of());
    }
}
