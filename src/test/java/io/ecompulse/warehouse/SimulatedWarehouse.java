package io.ecompulse.warehouse;

import io.ecompulse.lake.Marker;
import io.ecompulse.lake.SimulatedLakeStore;
import io.ecompulse.simulation.Host;
import io.ecompulse.simulation.SimulatedLog;
import io.ecompulse.simulation.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A warehouse whose transactions are whole, but of which nobody may hear whether they were committed. */
public final class SimulatedWarehouse {
    private static final int FAULT_ONE_IN = 20;

    private final World world;
    private final SimulatedLakeStore lake;
    private final Map<Integer, Long> positions = new TreeMap<>();
    private final Map<Integer, List<Long>> rows = new TreeMap<>();
    private final Runnable loaded;

    /** @param loaded is told after every transaction */
    public SimulatedWarehouse(World world, SimulatedLakeStore lake, Runnable loaded) {
        this.world = world;
        this.lake = lake;
        this.loaded = loaded;
    }

    /** Up to where a partition is loaded. */
    public long position(int partition) {
        return positions.getOrDefault(partition, 0L);
    }

    /** The offsets of a partition's rows, in the order they were loaded. */
    public List<Long> rows(int partition) {
        return rows.getOrDefault(partition, List.of());
    }

    Warehouse as(Host host) {
        return new Seen(host);
    }

    private void commit(ChainSegment segment) throws LoadRefused {
        int partition = segment.partition();
        Long position = positions.get(partition);
        segment.refuseOtherStart(position == null ? OptionalLong.empty() : OptionalLong.of(position));
        world.trace(() -> "loaded: " + partition + " [" + segment.start() + "," + segment.end() + ")");
        if (position != null && segment.end() <= position) {
            world.violated("I5: the watermark of " + partition + " goes back to " + segment.end());
        }
        positions.put(partition, segment.end());
        List<Long> standing = rows.computeIfAbsent(partition, none -> new ArrayList<>());
        for (Marker link : segment.links()) {
            standing.addAll(lake.offsets(link));
        }
        loaded.run();
    }

    /** The warehouse as a process sees it. */
    private final class Seen implements Warehouse {
        private final Host host;

        Seen(Host host) {
            this.host = host;
        }

        @Override
        public void prepare() {}

        @Override
        public List<Watermark> watermarks() throws WarehouseFault {
            host.port("reads watermarks");
            failAtTimes();
            List<Watermark> marks = positions.entrySet().stream()
                    .map(entry -> new Watermark(SimulatedLog.TOPIC, entry.getKey(), entry.getValue(), 0, 0, 0))
                    .toList();
            host.port("reads watermarks, done");
            return marks;
        }

        @Override
        public Loaded load(ChainSegment segment) throws LoadRefused, WarehouseFault {
            host.port("loads " + segment.partition() + " [" + segment.start() + "," + segment.end() + ")");
            failAtTimes();
            commit(segment);
            host.port("loads, done");
            failAtTimes();
            return new Loaded(segment.files().size(), 0, 0);
        }

        private void failAtTimes() throws WarehouseFault {
            if (world.strikes(FAULT_ONE_IN)) {
                throw new WarehouseFault("simulated");
            }
        }

        @Override
        public Loaded reload(ChainSegment segment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<LoadedFile> history(String topic, int partition) {
            return List.of();
        }

        @Override
        public @Nullable String trial(List<Marker.File> files) {
            return null;
        }

        @Override
        public void hold(List<HeldFile> files) {
            world.violated("nothing is at fault with a file here");
        }

        @Override
        public List<HeldFile> held() {
            return List.of();
        }

        @Override
        public boolean skip(String path) {
            return false;
        }

        @Override
        public void close() {}
    }
}
