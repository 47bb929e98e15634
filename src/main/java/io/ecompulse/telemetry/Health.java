package io.ecompulse.telemetry;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Named checks, asked on demand. A check answers null when all is well, else one sentence. Thread-safe. */
public final class Health {
    private final Map<String, Check> checks = new ConcurrentHashMap<>();

    /**
     * What a check found.
     *
     * @param critical whether the process must not take traffic while this is wrong
     */
    public record Finding(boolean critical, @Nullable String problem) {}

    private record Check(boolean critical, Supplier<@Nullable String> problem) {}

    /**
     * Adds a check under a name, replacing an earlier one of that name. It must answer at once, from what is known.
     *
     * @param critical readiness depends on it; others are shown only
     */
    public void register(String name, boolean critical, Supplier<@Nullable String> problem) {
        checks.put(name, new Check(critical, problem));
    }

    /** Every check's answer by name. */
    public SortedMap<String, Finding> findings() {
        SortedMap<String, Finding> findings = new TreeMap<>();
        checks.forEach((name, check) -> findings.put(name, new Finding(check.critical(), problem(check))));
        return findings;
    }

    /** A check that fails itself is a problem of its own and hides no other's answer. */
    private static @Nullable String problem(Check check) {
        try {
            return check.problem().get();
        } catch (RuntimeException fault) {
            return "the check itself failed: " + fault.getClass().getSimpleName();
        }
    }

    /** Whether every critical check is well. */
    public boolean isReady() {
        return findings().values().stream().noneMatch(finding -> finding.critical() && finding.problem() != null);
    }
}
