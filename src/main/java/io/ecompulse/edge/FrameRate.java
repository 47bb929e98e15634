package io.ecompulse.edge;

import io.ecompulse.edge.EdgeConfig.StreamGuards;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts the frames of one socket in windows of a second. Pings cost an answer each, so they have a smaller limit. */
final class FrameRate {
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

    private final StreamGuards guards;
    private final LongSupplier nanos;
    private long began;
    private int frames;
    private int controls;

    FrameRate(StreamGuards guards, LongSupplier nanos) {
        this.guards = guards;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /** Counts one more; false when it is one too many. */
    boolean admits(boolean isControl) {
        long now = nanos.getAsLong();
        if (now - began >= WINDOW) {
            began = now;
            frames = 0;
            controls = 0;
        }
        frames++;
        controls += isControl ? 1 : 0;
        return frames <= guards.framesPerSecond() && controls <= guards.pingsPerSecond();
    }
}
