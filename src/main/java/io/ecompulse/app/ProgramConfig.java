package io.ecompulse.app;

import io.ecompulse.aggregate.AggregateConfig;
import io.ecompulse.config.Settings;
import io.ecompulse.edge.EdgeConfig;
import io.ecompulse.insight.InsightConfig;
import io.ecompulse.journal.JournalConfig;
import io.ecompulse.journal.spool.SpoolConfig;
import io.ecompulse.lake.CompactConfig;
import io.ecompulse.lake.LakeConfig;
import io.ecompulse.warehouse.WarehouseConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Every stage's settings, whatever roles run: one file serves all pods, and a typing mistake is found by each of them.
 *
 * @param spoolInLake whether the lake's store serves as the spool
 * @param sourcesEvery how often the sources file, and that of the suppressed subjects, is looked at; zero for never
 * @param drainTimeout how long the edge may take to answer what is in flight
 * @param shutdownTimeout after which a stop gives up; covers the drain and everything behind it
 */
public record ProgramConfig(
        EdgeConfig edge,
        JournalConfig journal,
        SpoolConfig spool,
        boolean spoolInLake,
        AggregateConfig aggregate,
        InsightConfig insight,
        LakeConfig lake,
        CompactConfig compact,
        WarehouseConfig warehouse,
        ManagementConfig management,
        Path sources,
        Duration sourcesEvery,
        Subjects subjects,
        Duration drainTimeout,
        Duration shutdownTimeout) {

    /**
     * The persons of whom nothing is stored.
     *
     * @param file null for nobody
     * @param max how many it may list; 16 bytes each
     */
    record Subjects(@Nullable Path file, int max) {
        private static Subjects from(Settings settings) {
            String file = settings.text("privacy.subjects.file", "");
            return new Subjects(
                    file.isEmpty() ? null : Path.of(file),
                    settings.count("privacy.subjects.max", 1_000_000, 1, 50_000_000));
        }
    }

    /** What the envelope, the key and the headers may add to the largest event. */
    private static final long ENVELOPE_BYTES = 128 * 1024;

    /** Reads every key; {@link Settings#check} then tells what was wrong. */
    public static ProgramConfig from(Settings settings) {
        ProgramConfig config = new ProgramConfig(
                EdgeConfig.from(settings),
                JournalConfig.from(settings),
                SpoolConfig.from(settings),
                settings.flag("spool.object", false),
                AggregateConfig.from(settings),
                InsightConfig.from(settings),
                LakeConfig.from(settings),
                CompactConfig.from(settings),
                WarehouseConfig.from(settings),
                ManagementConfig.from(settings),
                Path.of(settings.text("sources.file", "conf/sources.yaml")),
                settings.duration("sources.reload.every", Duration.ofSeconds(5)),
                Subjects.from(settings),
                settings.duration("shutdown.drain.timeout", Duration.ofSeconds(10)),
                settings.duration("shutdown.timeout", Duration.ofSeconds(45)));
        if (config.drainTimeout.compareTo(config.shutdownTimeout) >= 0) {
            settings.problem("shutdown.drain.timeout must be shorter than shutdown.timeout");
        }
        config.checkSpool(settings);
        long room = config.edge.events().eventBytesMax() + ENVELOPE_BYTES;
        if (config.journal.topics().recordBytesMax() < room) {
            settings.problem("journal.record.bytes.max must be at least 128KiB above edge.event.bytes.max:"
                    + " the largest event would be acknowledged by nobody");
        }
        return config;
    }

    private void checkSpool(Settings settings) {
        if (spoolInLake && spool.folder() != null) {
            settings.problem("spool.dir and spool.object are both set: choose the volume or the object store");
        }
        boolean isOn = spoolInLake || spool.folder() != null;
        long chunk = journal.drain().chunkBytes() + journal.topics().recordBytesMax();
        if (isOn && chunk > journal.appends().bytesMax()) {
            settings.problem(
                    "spool.drain.bytes and journal.record.bytes.max together are above journal.append.bytes.max:"
                            + " the spool could never be drained");
        }
        if (spool.disk().recordBytesMax() < journal.topics().recordBytesMax()) {
            settings.problem("spool.segment.bytes must be larger than journal.record.bytes.max:"
                    + " the largest event could not be spooled");
        }
    }
}
