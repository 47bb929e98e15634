package io.ecompulse.warehouse;

import io.ecompulse.lake.CommitChain.Partition;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.ReadableChain;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads once more what was received since a moment, in place of what the warehouse holds of it, one transaction for each
 * segment: whenever it ends, every row stands once (I5). What is not loaded yet is left to the loader. Blocks.
 */
public final class Reload implements AutoCloseable {
    private final ReadableChain chain;
    private final Warehouse warehouse;
    private final int linksMax;
    private final int rowsMax;

    Reload(ReadableChain chain, Warehouse warehouse, WarehouseConfig.Load config) {
        this.chain = chain;
        this.warehouse = warehouse;
        this.linksMax = config.links();
        this.rowsMax = config.rows();
    }

    /** Opens the warehouse that the settings name; an embedded one must be open nowhere else. */
    public static Reload open(WarehouseConfig config, LakeStore lake, InstantSource clock) throws WarehouseFault {
        Warehouse warehouse = Warehouses.open(config, lake, clock);
        try {
            warehouse.prepare();
        } catch (WarehouseFault fault) {
            warehouse.close();
            throw fault;
        }
        return new Reload(new ReadableChain(lake), warehouse, config.load());
    }

    /** Whoever is told of every segment: before it is loaded, or, of a dry run, instead. */
    @FunctionalInterface
    public interface Progress {
        void segment(String place, long files, long rows);
    }

    /** @param records rows that now stand for records of the journal, and copies of others that do not */
    public record Done(long segments, long files, long rows, long records, long duplicates) {
        Done plus(ChainSegment segment, Loaded loaded) {
            return new Done(
                    segments + 1,
                    files + segment.files().size(),
                    rows + listed(segment),
                    records + loaded.rows(),
                    duplicates + loaded.duplicates());
        }
    }

    /** @param dry tells what would be loaded, and loads nothing */
    public Done run(Instant since, boolean dry, Progress progress) throws IOException, LoadRefused, WarehouseFault {
        Done done = new Done(0, 0, 0, 0, 0);
        for (Watermark mark : warehouse.watermarks()) {
            Partition partition = new Partition(mark.topic(), mark.partition());
            List<Marker> open = new ArrayList<>();
            long at = chain.begin(partition.topic(), partition.number()).orElse(mark.position());
            while (at < mark.position()) {
                Marker link = at(partition, at, mark.position());
                at = link.end();
                if (at > mark.position()) {
                    throw new IOException(
                            partition + " is loaded up to " + mark.position() + ", inside the link at " + link.start());
                }
                boolean wanted = isReceivedSince(link, since);
                if (wanted) {
                    open.add(link);
                }
                if (!open.isEmpty() && (!wanted || isFull(open) || at == mark.position())) {
                    done = segment(new ChainSegment(open, false), dry, progress, done);
                    open.clear();
                }
            }
        }
        return done;
    }

    /** A compacted run that is loaded only in part, as by a warehouse that was set back, is read by its own links. */
    private Marker at(Partition partition, long position, long watermark) throws IOException {
        Optional<Marker> link = chain.at(partition.topic(), partition.number(), position);
        if (link.isPresent() && link.get().end() > watermark) {
            link = chain.committed(partition.topic(), partition.number(), position);
        }
        return link.orElseThrow(() ->
                new IOException("The chain of " + partition + " has no link at " + position + ", below its watermark"));
    }

    private boolean isFull(List<Marker> links) {
        return links.size() >= linksMax
                || links.stream().mapToLong(Marker::rows).sum() >= rowsMax;
    }

    private Done segment(ChainSegment segment, boolean dry, Progress progress, Done done)
            throws LoadRefused, WarehouseFault {
        progress.segment(segment.toString(), segment.files().size(), listed(segment));
        return done.plus(segment, dry ? new Loaded(0, 0, 0) : warehouse.reload(segment));
    }

    private static long listed(ChainSegment segment) {
        return segment.links().stream().mapToLong(Marker::rows).sum();
    }

    /** A link without events has nothing to load. One of an older version may not say when; it is taken. */
    private static boolean isReceivedSince(Marker link, Instant since) {
        @Nullable Instant last = link.receivedTo();
        return !link.files().isEmpty() && (last == null || !last.isBefore(since));
    }

    @Override
    public void close() throws WarehouseFault {
        warehouse.close();
    }
}
