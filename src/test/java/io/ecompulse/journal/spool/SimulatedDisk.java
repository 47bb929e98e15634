package io.ecompulse.journal.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk that forgets: a crash of the machine keeps of every write that was not forced all, nothing, its beginning or some of
 * its sectors, and of the names that were not synced a beginning of their changes. Any call can be the last before the crash,
 * or fail.
 */
final class SimulatedDisk implements SpoolFiles {
    private static final int SECTOR = 512;

    private final Random random;
    private final Map<String, Content> names;
    private final List<Runnable> unsynced = new ArrayList<>();
    private Map<String, Content> synced;
    private long capacity = Long.MAX_VALUE;
    private boolean honest = true;
    private long crashIn = Long.MAX_VALUE;
    private long faultIn = Long.MAX_VALUE;
    private boolean crashed;
    private long peak;
    private long changes;

    /** The machine stops here. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private record Write(long at, byte[] bytes) {}

    private static final class Content {
        private byte[] now = new byte[0];
        private byte[] durable = new byte[0];
        private final List<Write> unforced = new ArrayList<>();
    }

    SimulatedDisk(Random random) {
        this(random, new TreeMap<>());
    }

    private SimulatedDisk(Random random, Map<String, Content> names) {
        this.random = random;
        this.names = names;
        this.synced = new TreeMap<>(names);
    }

    void crashIn(long calls) {
        crashIn = calls;
    }

    void faultIn(long calls) {
        faultIn = calls;
    }

    /** @param tells whether the disk's own word about its room is true */
    void capacity(long bytes, boolean tells) {
        capacity = bytes;
        honest = tells;
    }

    long peak() {
        return peak;
    }

    /** Calls so far that changed anything. */
    long changes() {
        return changes;
    }

    long used() {
        return names.values().stream().mapToLong(content -> content.now.length).sum();
    }

    /** What the next process finds when only the process ended. */
    SimulatedDisk afterKill() {
        crashed = true;
        SimulatedDisk next = new SimulatedDisk(random, names);
        next.synced = synced;
        next.unsynced.addAll(unsynced);
        return next;
    }

    /** What the next process finds when the machine stopped. */
    SimulatedDisk afterCrash() {
        crashed = true;
        int kept = random.nextInt(unsynced.size() + 1);
        Map<String, Content> left = synced;
        names.clear();
        names.putAll(left);
        unsynced.subList(0, kept).forEach(Runnable::run);
        Map<String, Content> found = new TreeMap<>();
        names.forEach((name, content) -> found.put(name, survived(content)));
        return new SimulatedDisk(random, found);
    }

    private Content survived(Content before) {
        byte[] left = before.durable;
        for (Write write : before.unforced) {
            int kind = random.nextInt(4);
            if (kind == 0) {
                continue;
            }
            int torn = kind == 1 ? random.nextInt(write.bytes.length + 1) : write.bytes.length;
            for (int from = 0; from < torn; from += SECTOR) {
                if (kind != 3 || random.nextBoolean()) {
                    left = with(
                            left,
                            write.at + from,
                            Arrays.copyOfRange(write.bytes, from, Math.min(torn, from + SECTOR)));
                }
            }
        }
        Content after = new Content();
        after.now = left;
        after.durable = left.clone();
        return after;
    }

    private static byte[] with(byte[] content, long at, byte[] bytes) {
        byte[] changed = Arrays.copyOf(content, (int) Math.max(content.length, at + bytes.length));
        System.arraycopy(bytes, 0, changed, (int) at, bytes.length);
        return changed;
    }

    /** True when the machine stops in this call. */
    private boolean step(boolean changing) throws IOException {
        if (crashed) {
            throw new Crash();
        }
        if (changing) {
            changes++;
        }
        if (--faultIn == 0) {
            throw new IOException("Input/output error");
        }
        return --crashIn == 0;
    }

    private void stop() {
        crashed = true;
        throw new Crash();
    }

    @Override
    public List<String> list() throws IOException {
        if (step(false)) {
            stop();
        }
        return List.copyOf(names.keySet());
    }

    @Override
    public Handle create(String name) throws IOException {
        Content fresh = new Content();
        rename(() -> names.put(name, fresh));
        return new File(fresh);
    }

    @Override
    public Handle open(String name) throws IOException {
        if (step(false)) {
            stop();
        }
        Content content = names.get(name);
        if (content == null) {
            throw new IOException("no file " + name);
        }
        return new File(content);
    }

    @Override
    public void delete(String name) throws IOException {
        rename(() -> names.remove(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        rename(() -> {
            Content moved = names.remove(from);
            if (moved != null) {
                names.put(to, moved);
            }
        });
    }

    private void rename(Runnable change) throws IOException {
        boolean last = step(true);
        change.run();
        unsynced.add(change);
        if (last) {
            stop();
        }
    }

    @Override
    public void syncFolder() throws IOException {
        boolean last = step(true);
        if (last && random.nextBoolean()) {
            stop();
        }
        synced = new TreeMap<>(names);
        unsynced.clear();
        if (last) {
            stop();
        }
    }

    @Override
    public long usableBytes() throws IOException {
        if (step(false)) {
            stop();
        }
        return honest ? capacity - used() : Long.MAX_VALUE;
    }

    private final class File implements Handle {
        private final Content content;

        File(Content content) {
            this.content = content;
        }

        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            boolean last = step(true);
            byte[] written = new byte[bytes.remaining()];
            bytes.get(written);
            if (used() + Math.max(0, at + written.length - content.now.length) > capacity) {
                throw new DiskFull("The disk is full");
            }
            content.now = with(content.now, at, written);
            content.unforced.add(new Write(at, written));
            peak = Math.max(peak, used());
            if (last) {
                stop();
            }
        }

        @Override
        public void read(ByteBuffer bytes, long at) throws IOException {
            if (step(false)) {
                stop();
            }
            int length = (int) Math.max(0, Math.min(bytes.remaining(), content.now.length - at));
            bytes.put(content.now, (int) Math.min(at, content.now.length), length);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            boolean last;
            try {
                last = step(true);
            } catch (IOException fault) {
                // As Linux does: the pages count as clean from now on, and no later force writes them.
                content.unforced.clear();
                throw fault;
            }
            if (last && random.nextBoolean()) {
                stop();
            }
            content.durable = content.now.clone();
            content.unforced.clear();
            if (last) {
                stop();
            }
        }

        @Override
        public long size() throws IOException {
            if (step(false)) {
                stop();
            }
            return content.now.length;
        }

        @Override
        public void close() {
            // Nothing is forced by closing.
        }
    }
}
