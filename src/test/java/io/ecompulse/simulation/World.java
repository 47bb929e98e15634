package io.ecompulse.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one history is made of: chance from a seed, virtual time, and the first promise that was seen broken. One thread. */
public final class World implements InstantSource {
    private static final Instant BEGIN = Instant.parse("2026-11-23T12:00:00Z");
    /** How deep calls may stand in each other: a process waits in a port while others go on. */
    private static final int DEPTH_MAX = 3;

    private static final int TRACE_MAX = 500;

    private final Random random;
    private boolean tracing;
    private final Deque<String> trace = new ArrayDeque<>();
    private Runnable others = () -> {};
    private long now = BEGIN.toEpochMilli();
    private int depth;
    private int step;
    private long digest;
    private boolean calm;
    private @Nullable String violation;

    World(long seed, boolean tracing) {
        this.random = new Random(seed);
        this.tracing = tracing;
    }

    public Random random() {
        return random;
    }

    /** From 0 on. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** A fault with the chance of one in so many; none once all is calm. */
    public boolean strikes(int oneIn) {
        return !calm && random.nextInt(oneIn) == 0;
    }

    public boolean isCalm() {
        return calm;
    }

    /** From here on nothing fails. */
    void calmDown() {
        calm = true;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    @Override
    public long millis() {
        return now;
    }

    void advance(long by) {
        now += by;
    }

    /** @param whatever lets anything else happen, once */
    void others(Runnable whatever) {
        others = whatever;
    }

    /** Lets anything else happen while a call waits; false when calls stand too deep in each other already. */
    public boolean meanwhile() {
        if (depth == DEPTH_MAX) {
            return false;
        }
        depth++;
        try {
            others.run();
        } finally {
            depth--;
        }
        return true;
    }

    void nextStep(int number) {
        step = number;
    }

    public void violated(String what) {
        if (violation == null) {
            violation = what;
            trace(() -> "VIOLATED " + what);
        }
    }

    @Nullable
    String violation() {
        return violation;
    }

    /** Remembered only when a history is told in words. */
    public void trace(Supplier<String> what) {
        digest = digest * 31 + now;
        if (tracing) {
            String said = what.get();
            digest = digest * 31 + said.hashCode();
            trace.add(step + " +" + (now - BEGIN.toEpochMilli()) + "ms " + said);
            if (trace.size() > TRACE_MAX) {
                trace.remove();
            }
        }
    }

    /** What comes now only repeats itself. */
    void tellNoMore() {
        tracing = false;
    }

    List<String> told() {
        return List.copyOf(trace);
    }

    /** Alike for two histories that went alike. */
    long digest() {
        return digest * 31 + random.nextInt();
    }
}
