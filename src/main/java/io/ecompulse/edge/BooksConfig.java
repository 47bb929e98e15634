package io.ecompulse.edge;

import io.ecompulse.config.Settings;
import java.time.Duration;

/**
 * How the edge keeps its side of the books (I11).
 *
 * @param every between two pages
 * @param linesMax sources and minutes that are remembered while no page can be told
 */
record BooksConfig(Duration every, int linesMax) {
    private static final Duration EVERY_MIN = Duration.ofMillis(100);

    static BooksConfig from(Settings s) {
        Duration every = s.duration("edge.books.every", Duration.ofSeconds(5));
        if (every.compareTo(EVERY_MIN) < 0) {
            s.problem("edge.books.every: expected at least 100ms");
        }
        return new BooksConfig(every, s.count("edge.books.lines.max", 10_000, 1, 1_000_000));
    }
}
