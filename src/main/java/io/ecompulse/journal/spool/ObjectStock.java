package io.ecompulse.journal.spool;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One writer's objects: their names and what is on its way to the store. Any thread may call. */
final class ObjectStock {
    private static final int PAGE = 1_000;
    private static final String ASIDE = "-aside";

    private final SpoolObjects objects;
    private final SpoolConfig.Objects config;
    private final String writer;
    private final InstantSource clock;
    private final ObjectBacklog backlog;
    private final TreeSet<String> inFlight = new TreeSet<>();
    private long lastMillis;
    private long nextSeq;

    ObjectStock(SpoolObjects objects, SpoolConfig.Objects config, String writer, InstantSource clock) {
        this.objects = objects;
        this.config = config;
        this.writer = writer;
        this.clock = clock;
        this.backlog = new ObjectBacklog(config);
    }

    /** Finds what stands there under this writer's name, so that no name is used twice. */
    void start() throws IOException {
        for (String start : new String[] {config.prefix(), config.prefix() + ASIDE}) {
            String after = "";
            List<String> page = objects.list(start + "/" + writer + "/", after, PAGE);
            while (!page.isEmpty()) {
                page.forEach(path -> found(start, path));
                after = page.get(page.size() - 1);
                page = objects.list(start + "/" + writer + "/", after, PAGE);
            }
        }
    }

    private synchronized void found(String start, String path) {
        ObjectName name = ObjectName.parse(start, path);
        if (name == null) {
            return;
        }
        lastMillis = Math.max(lastMillis, name.millis());
        nextSeq = Math.max(nextSeq, name.seq() + 1);
        if (start.endsWith(ASIDE)) {
            backlog.setAside(path, name.bytes());
        } else {
            backlog.found(path, name.bytes());
        }
    }

    /** A new name, in flight from now on. Names grow even where the clock steps back. */
    synchronized String begin(long records, long bytes) {
        String path = name(records, bytes).path(config.prefix());
        inFlight.add(path);
        return path;
    }

    synchronized void end(String path) {
        inFlight.remove(path);
    }

    synchronized @Nullable String firstInFlight() {
        return inFlight.isEmpty() ? null : inFlight.first();
    }

    void setAside(byte[] content) throws IOException {
        String path;
        synchronized (this) {
            path = name(1, content.length).path(config.prefix() + ASIDE);
        }
        objects.put(path, content);
        backlog.setAside(path, content.length);
    }

    private ObjectName name(long records, long bytes) {
        lastMillis = Math.max(lastMillis, clock.millis());
        return new ObjectName(writer, lastMillis, nextSeq++, records, bytes);
    }

    SpoolObjects objects() {
        return objects;
    }

    SpoolConfig.Objects config() {
        return config;
    }

    String writer() {
        return writer;
    }

    InstantSource clock() {
        return clock;
    }

    ObjectBacklog backlog() {
        return backlog;
    }
}
