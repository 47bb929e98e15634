package io.ecompulse.client;

/** How much may be in flight, as the server said last. */
record Credit(long events, long bytes, long frameBytes) {
    static final Credit NONE = new Credit(0, 0, 0);

    static Credit in(ServerFrame frame, long frameBytes) {
        ServerFrame given = frame.object("credit");
        return new Credit(given.number("events"), given.number("bytes"), frameBytes);
    }

    int eventsLeft(Backlog backlog, int batchEventsMax) {
        return (int) Math.min(batchEventsMax, events - backlog.eventsInFlight());
    }

    /** For the events of one more batch. */
    long bytesLeft(Backlog backlog) {
        return Math.min(frameBytes, bytes - backlog.bytesInFlight()) - ClientFrames.BATCH_BYTES;
    }

    /** Whether an event of this size could ever be sent. */
    boolean fits(int eventBytes) {
        return eventBytes + 1 <= Math.min(frameBytes, bytes) - ClientFrames.BATCH_BYTES;
    }
}
