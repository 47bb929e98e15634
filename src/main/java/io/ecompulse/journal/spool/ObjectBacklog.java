package io.ecompulse.journal.spool;

import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The objects that this process stored or found under its name and has not deleted, with their bytes. Any thread may call. */
final class ObjectBacklog {
    private final long bytesMax;
    private final TreeMap<String, Long> stored = new TreeMap<>();
    private final String prefix;
    private long bytes;
    private long records;
    private long corruptObjects;
    private long corruptBytes;
    private long setAside;
    private @Nullable String problem;

    ObjectBacklog(SpoolConfig.Objects config) {
        this.bytesMax = config.bytesMax();
        this.prefix = config.prefix();
    }

    /** Takes room for an object before it is stored. */
    synchronized boolean take(String path, long size) {
        if (bytes + size > bytesMax) {
            problem = "the spool is full: " + bytes + " of " + bytesMax + " bytes are in use (spool.object.bytes.max)";
            return false;
        }
        stored.put(path, size);
        bytes += size;
        records += count(path);
        return true;
    }

    /** Counts an object that stands there already, whatever the bound. */
    synchronized void found(String path, long size) {
        if (stored.put(path, size) == null) {
            bytes += size;
            records += count(path);
        }
    }

    synchronized void working() {
        problem = null;
    }

    /** What is not known to be stored is not counted; found later, it is. */
    synchronized void failed(String path, String sentence) {
        deleted(path);
        problem = sentence;
    }

    synchronized void deleted(String path) {
        Long size = stored.remove(path);
        if (size != null) {
            bytes -= size;
            records -= count(path);
            problem = null;
        }
    }

    synchronized void corrupt(String path, long size) {
        corruptObjects += Math.max(1, count(path));
        corruptBytes += size;
    }

    synchronized void setAside(String path, long size) {
        found(path, size);
        setAside++;
    }

    /** The oldest of a writer's objects, at most so many. */
    synchronized List<String> paths(String writer, int max) {
        String start = prefix + "/" + writer + "/";
        return stored.tailMap(start).keySet().stream()
                .takeWhile(path -> path.startsWith(start))
                .limit(max)
                .toList();
    }

    synchronized SpoolStatus status() {
        // The names of a writer sort by age; what was set aside has another prefix.
        String first = stored.ceilingKey(prefix + "/");
        ObjectName oldest = first == null ? null : ObjectName.parse(prefix, first);
        return new SpoolStatus(
                bytes,
                bytesMax,
                records,
                oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest.millis()),
                corruptObjects,
                corruptBytes,
                0,
                setAside,
                problem);
    }

    private long count(String path) {
        ObjectName name = ObjectName.parse(prefix, path);
        return name == null ? 0 : name.records();
    }
}
