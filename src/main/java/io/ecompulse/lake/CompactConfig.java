package io.ecompulse.lake;

import io.ecompulse.config.Settings;
import java.time.Duration;

/**
 * The settings of the job that makes few files of many.
 *
 * @param after how long an hour must be over before its files are compacted
 * @param bytes of the small files of one table that become one file
 * @param rowGroupBytes of a compacted file, in memory while it is written
 * @param lease for how long a job that says nothing more keeps others away
 */
public record CompactConfig(Duration after, long bytes, long rowGroupBytes, Duration lease) {
    private static final long MIB = 1024 * 1024;

    public static CompactConfig from(Settings s) {
        return new CompactConfig(
                s.duration("lake.compact.after", Duration.ofHours(2)),
                LakeConfig.positive(s, "lake.compact.bytes", 256 * MIB),
                LakeConfig.positive(s, "lake.compact.rowgroup.bytes", 64 * MIB),
                LakeConfig.lasting(s, "lake.compact.lease", Duration.ofMinutes(15)));
    }
}
