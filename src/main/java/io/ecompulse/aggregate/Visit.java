package io.ecompulse.aggregate;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of one visitor's events with no silence between them; the store finds out whether it goes on with the session
 * before. Events of one session as the client names it are a stretch, too.
 *
 * <p>Times in seconds. {@code window} is the greatest arrival so far, in lengths of the silence: visitors who were last seen
 * before the window before are forgotten, so what is remembered is bounded and depends on the journal alone.
 */
final class Visit {
    private final long visitor;
    private final long session;
    private final boolean named;
    private final long window;
    private final long first;
    private long last;
    private final List<Integer> cells = new ArrayList<>(2);

    /**
     * @param session the client's own when {@code named}, else what it is called if it begins here
     */
    Visit(long visitor, long session, boolean named, long window, long first) {
        this.visitor = visitor;
        this.session = session;
        this.named = named;
        this.window = window;
        this.first = first;
        this.last = first;
    }

    /** Whether an event of the same visitor is certain to belong here, whatever came before. */
    boolean takes(long other, boolean isNamed, long at, long now, long silence) {
        return window == now && named == isNamed && (named ? session == other : at <= last + silence);
    }

    void add(int cell, long at) {
        last = Math.max(last, at);
        if (!cells.contains(cell)) {
            cells.add(cell);
        }
    }

    long visitor() {
        return visitor;
    }

    long session() {
        return session;
    }

    boolean named() {
        return named;
    }

    long window() {
        return window;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    /** Numbers of the cells that its events lie in. */
    List<Integer> cells() {
        return cells;
    }
}
