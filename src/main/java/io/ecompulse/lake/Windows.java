package io.ecompulse.lake;

import io.ecompulse.journal.Rewind;
import io.ecompulse.lake.Window.Place;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens windows and commits sealed ones: what all partitions of a stage share. */
final class Windows {
    private static final Logger LOG = LoggerFactory.getLogger(Windows.class);

    private final LakeConfig config;
    private final LakeStore store;
    private final CommitChain chain;
    private final Spool spool;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final LakeMeters meters;
    private final TopicRows rows;
    private final WindowFile.Format format;

    /** What the windows stand on. */
    record Ground(LakeStore store, Spool spool, InstantSource clock, RandomGenerator random, MeterRegistry registry) {}

    /** Of the events topic. */
    static Windows ofEvents(LakeConfig config, Ground ground) {
        return ofEvents(config, ground, EventRow::read, RowFile::create);
    }

    /** For tests whose reader stumbles, or whose files need not be Parquet. */
    static Windows ofEvents(LakeConfig config, Ground ground, EventRows.RowReader reader, WindowFile.Format format) {
        TypeConflicts conflicts = new TypeConflicts(ground.registry());
        return new Windows(
                config,
                ground,
                new EventRows(reader, config.itemsMax(), new Memos(config.memoEntries()), conflicts),
                format);
    }

    /** Of the failed topic. */
    static Windows ofFailed(LakeConfig config, Ground ground) {
        return new Windows(config, ground, new FailedRows(), RowFile::create);
    }

    private Windows(LakeConfig config, Ground ground, TopicRows rows, WindowFile.Format format) {
        this.config = config;
        this.store = ground.store();
        this.chain = new CommitChain(store);
        this.spool = ground.spool();
        this.clock = ground.clock();
        this.random = ground.random();
        this.meters = new LakeMeters(ground.registry());
        this.rows = rows;
        this.format = format;
    }

    LakeConfig config() {
        return config;
    }

    CommitChain chain() {
        return chain;
    }

    LakeMeters meters() {
        return meters;
    }

    TopicRows rows() {
        return rows;
    }

    Instant now() {
        return clock.instant();
    }

    Window open(String topic, int partition, long start) {
        String writer = HexFormat.of().toHexDigits(random.nextLong());
        return new Window(new Place(topic, partition, start, writer), this, clock.instant());
    }

    WindowFile file(Place place, Table table) throws IOException {
        Map<String, String> footer = new LinkedHashMap<>();
        footer.put("ecompulse.topic", place.topic());
        footer.put("ecompulse.partition", Integer.toString(place.partition()));
        footer.put("ecompulse.start", Long.toString(place.start()));
        footer.put("ecompulse.writer", place.writer());
        footer.put("ecompulse.table", table.name());
        footer.put("ecompulse.version", Integer.toString(table.version()));
        SpoolFile spooled = spool.create(place.partition() + "-" + CommitChain.digits(place.start()) + "-"
                + place.writer() + "-" + table.name());
        return format.create(spooled, table, config, footer);
    }

    /**
     * Commits a sealed window: its files first, then the marker that makes them count, then the local copies go.
     *
     * @throws IOException when the outcome is not known; commit it again, that is safe
     * @throws Rewind when another writer committed from the same start; the window is void, its files are orphans
     */
    Marker commit(SealedWindow window) throws IOException, Rewind {
        Marker marker = window.stored(store);
        if (!chain.commit(marker) && !isOurs(marker)) {
            // I4: the chain has one link from each start, and it is not ours.
            throw Rewind.to("another writer committed " + marker.path());
        }
        meters.committed(marker);
        try {
            window.discard();
        } catch (IOException leftover) {
            LOG.warn("A spool file stays behind, the next start deletes it: {}", leftover.toString());
        }
        return marker;
    }

    /** An earlier attempt may have created it and lost the answer. */
    private boolean isOurs(Marker marker) throws IOException {
        return chain.at(marker.topic(), marker.partition(), marker.start())
                .filter(standing -> standing.writer().equals(marker.writer()))
                .isPresent();
    }
}
