package io.ecompulse.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** A process over time: the first third warms it up, then the last third is held against the middle one. */
final class Footprints {
    private final List<Footprint> samples = new ArrayList<>();

    void add(Footprint sample) {
        samples.add(sample);
    }

    /** The median of the middle third. */
    long before(ToLongFunction<Footprint> of) {
        return median(samples.subList(samples.size() / 3, samples.size() * 2 / 3), of);
    }

    /** The median of the last third. */
    long after(ToLongFunction<Footprint> of) {
        return median(samples.subList(samples.size() * 2 / 3, samples.size()), of);
    }

    /** How much more it takes in the last third than in the middle one. */
    long growth(ToLongFunction<Footprint> of) {
        return after(of) - before(of);
    }

    private static long median(List<Footprint> some, ToLongFunction<Footprint> of) {
        return some.stream()
                .mapToLong(of)
                .sorted()
                .skip(some.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
