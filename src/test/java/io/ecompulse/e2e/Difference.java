package io.ecompulse.e2e;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is wrong with a list of ids that should hold each of a set once; short, so that a failure can be read. */
record Difference(Set<String> missing, Set<String> unexpected, Set<String> twice) {
    static final Difference NONE = new Difference(Set.of(), Set.of(), Set.of());

    static Difference between(List<String> found, Collection<String> wanted) {
        Set<String> once = new HashSet<>();
        Set<String> twice = new TreeSet<>();
        for (String id : found) {
            if (!once.add(id)) {
                twice.add(id);
            }
        }
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(once);
        Set<String> unexpected = new TreeSet<>(once);
        unexpected.removeAll(new HashSet<>(wanted));
        return new Difference(missing, unexpected, twice);
    }
}
