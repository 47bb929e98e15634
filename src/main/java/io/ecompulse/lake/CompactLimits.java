package io.ecompulse.lake;

import io.ecompulse.lake.CommitChain.Partition;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of the lake may be compacted.
 *
 * @param loaded up to where each partition is loaded; null where no warehouse loads this lake
 * @param held paths of files that an operator, or a policy, keeps from being loaded: their rows must not come in with others
 */
public record CompactLimits(@Nullable Map<Partition, Long> loaded, Set<String> held) {
    public CompactLimits {
        loaded = loaded == null ? null : Map.copyOf(loaded);
        held = Set.copyOf(held);
    }

    /** Where nothing is ever loaded, the age of the files is the only limit. */
    public static CompactLimits withoutWarehouse() {
        return new CompactLimits(null, Set.of());
    }

    /** Runs end here at the latest; empty when nothing of the partition is loaded. */
    OptionalLong below(Partition partition) {
        if (loaded == null) {
            return OptionalLong.of(Long.MAX_VALUE);
        }
        Long position = loaded.get(partition);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }
}
