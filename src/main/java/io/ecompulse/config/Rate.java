package io.ecompulse.config;

/**
 * How much a source may send to one process, in the long run and at once.
 *
 * @param eventsPerSecond 0 for no limit
 * @param burst events at once, after a silence
 */
public record Rate(int eventsPerSecond, int burst) {
    public static final Rate UNLIMITED = new Rate(0, 0);
    public static final int EVENTS_PER_SECOND_MAX = 10_000_000;
    public static final int BURST_MAX = 100_000_000;
    private static final int BURST_SECONDS = 10;

    /** @param burst 0 for as much as ten seconds bring */
    public static Rate of(int eventsPerSecond, int burst) {
        return eventsPerSecond == 0
                ? UNLIMITED
                : new Rate(eventsPerSecond, burst == 0 ? eventsPerSecond * BURST_SECONDS : burst);
    }

    public boolean isLimited() {
        return eventsPerSecond > 0;
    }
}
