package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.TOPIC;

import io.ecompulse.lake.Marker;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Watermarks only, by the rules of a warehouse; fails where told. */
final class MemoryWarehouse implements Warehouse {
    final List<String> trace = new ArrayList<>();
    /** Starts of the links of partition 0 at which a load fails for no reason, and those whose files are bad. */
    final List<Long> poisoned = new ArrayList<>();

    final List<Long> bad = new ArrayList<>();
    final List<HeldFile> held = new ArrayList<>();
    final TreeMap<Integer, Long> positions = new TreeMap<>();
    /** What else happens while a segment is loaded. */
    Runnable meanwhile = () -> {};

    boolean away;
    boolean losesAnswers;
    int conflicts;

    @Override
    public void prepare() {}

    @Override
    public List<Watermark> watermarks() {
        if (away) {
            throw new IllegalStateException("away");
        }
        return positions.entrySet().stream()
                .map(entry -> new Watermark(TOPIC, entry.getKey(), entry.getValue(), 0, 0, 0))
                .toList();
    }

    @Override
    public Loaded load(ChainSegment segment) throws LoadRefused, WarehouseFault {
        meanwhile.run();
        String what = segment.partition() + ": " + segment.start() + "-" + segment.end();
        Long position = positions.get(segment.partition());
        if (position == null ? !segment.fromBeginning() : position != segment.start()) {
            throw new LoadRefused(what);
        }
        if (conflicts > 0) {
            conflicts--;
            throw new WarehouseFault(WarehouseFault.Kind.CONFLICT, "somebody is in the way");
        }
        if (segment.partition() == 0 && segment.links().stream().anyMatch(link -> poisoned.contains(link.start()))) {
            trace.add(what + " failed");
            throw new WarehouseFault("poisoned");
        }
        for (Marker link : segment.links()) {
            if (isBad(link) && held.stream().noneMatch(file -> file.start() == link.start() && file.skipped())) {
                throw new WarehouseFault(WarehouseFault.Kind.FILES, "a bad file");
            }
        }
        trace.add(what);
        positions.put(segment.partition(), segment.end());
        if (losesAnswers) {
            throw new WarehouseFault("answer lost");
        }
        return new Loaded(0, 0, 0);
    }

    private boolean isBad(Marker link) {
        return link.partition() == 0 && bad.contains(link.start());
    }

    @Override
    public Loaded reload(ChainSegment segment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<LoadedFile> history(String topic, int partition) {
        return List.of();
    }

    /** A bad link's files are all bad. */
    @Override
    public @Nullable String trial(List<Marker.File> files) {
        return files.stream()
                        .anyMatch(file -> bad.stream()
                                .anyMatch(start -> file.path()
                                        .contains("/0-"
                                                + "0"
                                                        .repeat(20
                                                                - Long.toString(start)
                                                                        .length()) + start)))
                ? "a bad file"
                : null;
    }

    @Override
    public void hold(List<HeldFile> files) {
        held.addAll(files);
    }

    @Override
    public List<HeldFile> held() {
        return List.copyOf(held);
    }

    @Override
    public boolean skip(String path) {
        List<HeldFile> skipped = held.stream()
                .map(file -> file.file().path().equals(path)
                        ? new HeldFile(
                                file.file(),
                                file.topic(),
                                file.partition(),
                                file.start(),
                                file.end(),
                                file.reason(),
                                true)
                        : file)
                .toList();
        held.clear();
        held.addAll(skipped);
        return true;
    }

    @Override
    public void close() {}
}
