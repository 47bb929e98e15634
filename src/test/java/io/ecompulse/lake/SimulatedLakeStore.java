package io.ecompulse.lake;

import io.ecompulse.simulation.Host;
import io.ecompulse.simulation.World;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The lake's store, shared by all processes, and what really stands in it. A process sees it through {@link #as}, where any
 * call may fail before or after it was done, and the process may die or wait there.
 */
public final class SimulatedLakeStore {
    private static final int FAULT_ONE_IN = 40;
    private static final int DISK_FAULT_ONE_IN = 150;
    private static final String COMMITS = "_commits/";

    private final World world;
    private final Path temp;
    private final MemoryLakeStore truth = new MemoryLakeStore();
    private final Map<String, byte[]> stored = new HashMap<>();
    private final Map<Path, ByteArrayOutputStream> disk = new HashMap<>();
    private final Map<Integer, List<Marker>> chains = new TreeMap<>();
    private final boolean parquet;
    private Consumer<Marker> committed = marker -> {};

    /** @param parquet whether files are Parquet's own; read back through {@code temp} */
    public SimulatedLakeStore(World world, Path temp, boolean parquet) {
        this.world = world;
        this.temp = temp;
        this.parquet = parquet;
    }

    /** @param checked is shown every marker that came to stand */
    public void committed(Consumer<Marker> checked) {
        committed = checked;
    }

    public LakeStore as(Host host) {
        return new Seen(host);
    }

    WindowFile.Format format() {
        return parquet ? RowFile::create : PlainRows.format();
    }

    /** The links of a partition's chain in the order they were created. */
    public List<Marker> chain(int partition) {
        return chains.getOrDefault(partition, List.of());
    }

    /** Where the chain ends, 0 when there is none. */
    public long end(int partition) {
        List<Marker> chain = chain(partition);
        return chain.isEmpty() ? 0 : chain.get(chain.size() - 1).end();
    }

    /** The offsets of all events in the files of a link, as the files say. */
    public List<Long> offsets(Marker marker) {
        List<Long> events = offsets(marker, EventsTable.TABLE);
        List<Long> lines = offsets(marker, OrderItemsTable.TABLE);
        if (!events.containsAll(lines) || new HashSet<>(lines).size() < lines.size()) {
            world.violated("I4: the lines of " + marker.path() + " are not those of its events, one each");
        }
        return events;
    }

    private List<Long> offsets(Marker marker, Table table) {
        List<Long> offsets = new ArrayList<>();
        for (Marker.File file : marker.files()) {
            if (!file.table().equals(table.name())) {
                continue;
            }
            byte[] content = stored.getOrDefault(file.path(), new byte[0]);
            if (content.length != file.bytes()) {
                world.violated("I8: " + file.path() + " has " + content.length + " bytes, its marker says otherwise");
            }
            offsets.addAll(parquet ? parquetOffsets(content) : PlainRows.offsets(content));
        }
        return offsets;
    }

    private List<Long> parquetOffsets(byte[] content) {
        try {
            return ParquetFiles.offsets(content, temp);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A disk on which a file may not open, or take no more. */
    Spool.Disk disk(Host host) {
        return path -> {
            host.port("opens " + path.getFileName());
            failAtTimes(DISK_FAULT_ONE_IN);
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            disk.put(path, content);
            return new Failing(content);
        };
    }

    private void failAtTimes(int oneIn) throws IOException {
        if (world.strikes(oneIn)) {
            throw new IOException("simulated");
        }
    }

    private final class Failing extends FilterOutputStream {
        Failing(OutputStream content) {
            super(content);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            failAtTimes(DISK_FAULT_ONE_IN);
            out.write(bytes, from, length);
        }
    }

    /** Notes what came to stand; it is the truth from now on, whatever its writer is told. */
    private void note(byte[] json) throws IOException {
        Marker marker = MarkerJson.read(json);
        world.trace(() -> "stands: " + marker.partition() + " [" + marker.start() + "," + marker.end() + ")");
        committed.accept(marker);
        chains.computeIfAbsent(marker.partition(), none -> new ArrayList<>()).add(marker);
    }

    /** The store as a process sees it. */
    private final class Seen implements LakeStore {
        private final Host host;

        Seen(Host host) {
            this.host = host;
        }

        private void begins(String what) throws IOException {
            host.port(what);
            failAtTimes(FAULT_ONE_IN);
        }

        /** It is done; whether its caller hears of it is another matter. */
        private void ends(String what) throws IOException {
            host.port(what + ", done");
            failAtTimes(FAULT_ONE_IN);
        }

        @Override
        public void fetch(String path, Path local) {
            throw new UnsupportedOperationException("nobody fetches here");
        }

        @Override
        public long putOnce(Path local, String path) throws IOException {
            begins("stores " + path);
            byte[] content = disk.get(local).toByteArray();
            if (stored.putIfAbsent(path, content) != null) {
                throw new FileAlreadyExistsException(path);
            }
            ends("stores");
            return content.length;
        }

        @Override
        public boolean createIfAbsent(String path, byte[] content) throws IOException {
            begins("creates " + path);
            boolean created = truth.createIfAbsent(path, content);
            if (created) {
                note(content);
            }
            ends("creates");
            return created;
        }

        @Override
        public Optional<byte[]> read(String path) throws IOException {
            begins("reads");
            return truth.read(path);
        }

        @Override
        public List<String> list(String folder, String after) throws IOException {
            begins("lists");
            List<String> files = truth.list(folder, after);
            host.port("lists, done");
            return files;
        }

        @Override
        public List<String> folders(String folder) throws IOException {
            begins("looks for chains");
            return truth.folders(folder);
        }

        @Override
        public void delete(String path) {
            if (path.startsWith(COMMITS)) {
                world.violated("I4: the marker " + path + " is deleted");
            }
            truth.delete(path);
        }

        @Override
        public String location(String path) {
            return path;
        }
    }
}
