package io.ecompulse.lake;

import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Rewind;
import io.ecompulse.lake.Window.Place;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
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
    private final RowReader reader;
    private final WindowFile.Format format;
    private final Table table = EventsTable.TABLE;
    private final RowEncoder encoder = new RowEncoder(table);

    /** What the windows stand on. */
    record Ground(LakeStore store, Spool spool, InstantSource clock, RandomGenerator random) {}

    /** Makes a row of a record; null when its value is unreadable. */
    @FunctionalInterface
    interface RowReader {
        @Nullable
        EventRow read(JournalRecord record, byte[] topic, int partition);
    }

    Windows(LakeConfig config, Ground ground) {
        this(config, ground, EventRow::read, RowFile::create);
    }

    /** For tests whose reader stumbles, or whose files need not be Parquet. */
    Windows(LakeConfig config, Ground ground, RowReader reader, WindowFile.Format format) {
        this.config = config;
        this.store = ground.store();
        this.chain = new CommitChain(store);
        this.spool = ground.spool();
        this.clock = ground.clock();
        this.random = ground.random();
        this.reader = reader;
        this.format = format;
    }

    LakeConfig config() {
        return config;
    }

    CommitChain chain() {
        return chain;
    }

    RowReader reader() {
        return reader;
    }

    RowEncoder encoder() {
        return encoder;
    }

    Instant now() {
        return clock.instant();
    }

    Window open(String topic, int partition, long start) {
        String writer = HexFormat.of().toHexDigits(random.nextLong());
        return new Window(new Place(topic, partition, start, writer), this, clock.instant());
    }

    WindowFile file(Place place) throws IOException {
        Map<String, String> footer = new LinkedHashMap<>();
        footer.put("ecompulse.topic", place.topic());
        footer.put("ecompulse.partition", Integer.toString(place.partition()));
        footer.put("ecompulse.start", Long.toString(place.start()));
        footer.put("ecompulse.writer", place.writer());
        footer.put("ecompulse.table", table.name());
        footer.put("ecompulse.version", Integer.toString(table.version()));
        SpoolFile spooled =
                spool.create(place.partition() + "-" + CommitChain.digits(place.start()) + "-" + place.writer());
        return format.create(spooled, table, config, footer);
    }

    /**
     * Commits a sealed window: its file first, then the marker that makes it count, then the local copy goes.
     *
     * @throws IOException when the outcome is not known; commit it again, that is safe
     * @throws Rewind when another writer committed from the same start; the window is void, its file an orphan
     */
    Marker commit(SealedWindow window) throws IOException, Rewind {
        Marker marker = window.stored(store, table);
        if (!chain.commit(marker) && !isOurs(marker)) {
            // I4: the chain has one link from each start, and it is not ours.
            throw Rewind.to("another writer committed " + marker.path());
        }
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
